"""The thin shell: words in, words out."""
