"""What the agent takes to a meeting: the superintendent's sheet, the walk, the calendar, time off."""
