"""The text of the file: events, positions, and edits that leave every other byte alone."""
