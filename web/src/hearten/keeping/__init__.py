"""What becomes of what is kept: backups and their way back, taking one's data out, erasing, and time limits."""
