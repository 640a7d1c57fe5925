"""What was lost, what changed, and what only a second copy holds."""
