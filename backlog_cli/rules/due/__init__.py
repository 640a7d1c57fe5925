"""What is due: the morning page, selections of homes, countdowns and decisions."""
