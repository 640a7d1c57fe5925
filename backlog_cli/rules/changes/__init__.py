"""What a command means for the file: a job summary and words in, a change out."""
