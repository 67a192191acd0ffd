"""The only way to read what comes afterwards for a viewer, who is always the first argument."""
