"""Pages of the gameplan, and what it shows on the desk."""
