"""Pure decisions: no file, no clock, no screen."""
