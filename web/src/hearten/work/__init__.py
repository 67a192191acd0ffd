"""Work that is done beside the requests: tasks, periodic work, and the lease by which a killed worker loses nothing."""
