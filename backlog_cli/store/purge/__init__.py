"""A text that must not be kept, taken out of all that the program keeps."""
