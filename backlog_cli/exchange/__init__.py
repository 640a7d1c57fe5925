"""Other people's formats: spreadsheets, calendars, JSON Schema."""
