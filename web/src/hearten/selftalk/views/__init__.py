"""Pages of self-talk: private, closed after ten idle minutes, read while one's notes are open."""
