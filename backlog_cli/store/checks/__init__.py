"""What does not add up in a file that can be read."""
