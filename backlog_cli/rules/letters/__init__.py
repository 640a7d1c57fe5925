"""Texts to buyers: what they may say, and what is kept out of them."""
