"""POST /ingest/: a raw ASGI branch, without a thread or a database connection per request.

``application`` answers; ``startup`` and ``shutdown`` are called by the server's lifespan.
"""

from hearten.integrations.ingest.application import application, backlog, shutdown, startup

__all__ = ["application", "backlog", "shutdown", "startup"]
