"""Commands for backups, restoring, taking data out and erasing."""
