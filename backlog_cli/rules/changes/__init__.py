"""What a command means for the file: a job summary and the words typed in, a change out."""
