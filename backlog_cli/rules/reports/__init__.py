"""What management reads: the week, stages, timeline, cancellations, hand-overs."""
