"""Commands about people's own words."""
