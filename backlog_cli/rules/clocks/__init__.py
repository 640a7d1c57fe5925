"""The clocks: each is one rule about what is owed by when."""
