"""One small rule for each clock of the trade: a job's standing in, duties out."""
