"""The homes a new-home sales agent has sold that have not closed yet, and who is owed what."""

__version__ = "0.1.0"
