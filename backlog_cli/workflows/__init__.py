"""What a command does with the file: read, decide, write."""
