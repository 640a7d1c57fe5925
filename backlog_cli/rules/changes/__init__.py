"""What a command means for the file: a standing and words in, a change out."""
