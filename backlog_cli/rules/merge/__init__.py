"""Two copies of a file that went different ways from one, brought together by what their lines mean."""
