"""Bounds on the head of a request: uvicorn's fast parser has none, neither for its size nor for its slowness."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES = 64_000  # browsers send a few thousand; cookies and a long address stay well below
HEAD_SECONDS = 30.0


class BoundedProtocol(HttpToolsProtocol):
    """Refuses a request whose head is endless, and hangs up on one that never becomes complete."""

    _head_bytes = 0
    _is_in_head = True
    _message_ended = False
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_complete()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._is_in_head and self._head_timer is None:
            self._wait_for_head()  # the next request of a connection that was kept
        self._message_ended = False
        super().data_received(data)
        # A read that ended a message was, but for its last bytes, that message: its body is no head.
        if self._is_in_head and not self._message_ended and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES:
                self.send_400_response("The head of this request is too long.")

    def on_headers_complete(self) -> None:
        self._is_in_head = False
        self._head_is_complete()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._is_in_head, self._head_bytes, self._message_ended = True, 0, True

    def _wait_for_head(self) -> None:
        self._head_timer = asyncio.get_running_loop().call_later(HEAD_SECONDS, self._hang_up)

    def _head_is_complete(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _hang_up(self) -> None:
        self._head_timer = None
        if not self.transport.is_closing():
            self.transport.close()
