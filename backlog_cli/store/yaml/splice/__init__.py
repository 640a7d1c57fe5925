"""One intent carried out on one piece of text: what to cut, what to put in, and the proof that nothing else has changed."""
