"""What each verb takes and does: one module for each task."""
