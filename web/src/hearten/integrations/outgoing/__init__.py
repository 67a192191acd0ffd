"""What Hearten tells other systems: thin, signed events, kept until delivered, sent to public addresses only."""
