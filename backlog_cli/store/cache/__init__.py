"""What is remembered of a file between two commands."""
