"""People, teams and roles: who signs in, who may see whom, and the one registry of who may do what."""
