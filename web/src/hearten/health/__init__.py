"""How the installation is doing, for administrators and for monitoring. Numbers and times; no person, no words."""
