"""Hears the hard contact while it happens and puts the right words and a way out on the agent's desk."""
