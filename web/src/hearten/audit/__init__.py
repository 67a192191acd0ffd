"""What administrators and leads did, in a chain that shows when somebody changed it. Never what an agent does."""
