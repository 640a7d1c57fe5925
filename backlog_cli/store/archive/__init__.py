"""Files of homes that ended long ago."""
