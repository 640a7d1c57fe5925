"""The agent's own editor: copies, reviews and merges."""
