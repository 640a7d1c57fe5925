"""Where each home stands (its JobSummary) is remembered under the digest of the bytes of its own lines."""
