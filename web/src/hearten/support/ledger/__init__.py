"""How often the promise was kept: per team and month, for groups that are large enough, kept and broken alike."""
