"""Days and the words for them; each module is imported by its name, so that no start waits for what it does not need."""
