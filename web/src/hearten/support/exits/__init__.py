"""A way out of a contact that has turned: the words, step by step, then passing it on or ending it, and the cover."""
