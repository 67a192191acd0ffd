"""Telling browsers that something changed: a table of notices and the stream that carries their numbers."""
