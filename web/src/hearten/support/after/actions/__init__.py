"""The verbs of what comes afterwards. Each may be called twice and acts once."""
