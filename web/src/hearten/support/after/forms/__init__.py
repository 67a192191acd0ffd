"""Forms of what comes afterwards. Fields bear the names of the verbs' parameters."""
