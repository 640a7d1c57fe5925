"""What is stale, blank or contradictory in the file."""
