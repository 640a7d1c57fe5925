"""The JSON Schema of the file, which editors read, and its place beside the file."""
