"""Commands of the demo centre."""
