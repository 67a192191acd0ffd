"""Settings, addresses, the ASGI application, and the single page of what follows from what."""
