"""Pages of what comes afterwards: form, then verb or query, then template."""
