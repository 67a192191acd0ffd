"""WhiteNoise under ASGI: the small files of this product are answered whole.

WhiteNoise streams from an open file, which Django has to collect in a thread under ASGI and warns of. Ours are at most
a few hundred kilobytes and are fetched once, as their address changes with their content.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """See the module."""

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        """Answer with the file's bytes, the right range, or "not modified"."""
        found = static_file.get_response(request.method, request.META)
        if found.file is None:
            content = b""
        else:
            with found.file as file:
                content = file.read()
        response = HttpResponse(content, status=int(found.status))
        del response["content-type"]
        for name, value in found.headers:
            response[name] = value
        return response

    def immutable_file_test(self, _path: str, url: str) -> bool:
        """Say yes: the digest of all static files is part of each address."""
        return bool(url.startswith(self.static_prefix))
