"""Answers for scripts: JSON, CSV and TSV."""
