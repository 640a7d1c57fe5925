"""The journal of writes, which makes undo and recover possible."""
