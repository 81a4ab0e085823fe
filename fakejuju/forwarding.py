"""One HTTP request to a controller and its response, both streaming, headers as they came.

The response is read while the request is still being sent: a controller that refuses an upload
does so after its headers, and does not read the rest.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from fakejuju.errors import FakeJujuError
from fakejuju.server import Headers, HttpRequest

if TYPE_CHECKING:
    import h11

PATIENCE = 600.0
"""Seconds that a controller may take between two pieces of a response, or to take one of a request."""
_CHUNK = 256 * 1024
_OF_THE_HOP = frozenset({"connection", "keep-alive", "proxy-connection", "te", "upgrade"})


class Forwarded:
    """A request on its way, on a connection of its own.

    Attributes:
        status, reason, headers: of the response, once ``response`` has returned.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        import h11

        self._h11 = h11.Connection(h11.CLIENT, max_incomplete_event_size=1024 * 1024)
        self._reader = reader
        self._writer = writer
        self._sending: asyncio.Task[None] | None = None
        self.status = 0
        self.reason = ""
        self.headers: Headers = []

    @classmethod
    async def open(
        cls, endpoint: str, tls: ssl.SSLContext, name: str, request: HttpRequest, timeout: float
    ) -> Forwarded:
        """Connect and begin to send.

        Raises:
            OSError: the address cannot be reached.
            asyncio.TimeoutError: it does not answer in time.
        """
        host, _, port = endpoint.rpartition(":")
        dialed = asyncio.open_connection(
            host.strip("[]"), int(port), ssl=tls, server_hostname=name, limit=_CHUNK
        )
        made = cls(*await asyncio.wait_for(dialed, timeout))
        made._begin(request)
        return made

    def _begin(self, request: HttpRequest) -> None:
        import h11

        kept = [(name, value) for name, value in request.headers if name.lower() not in _OF_THE_HOP]
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in kept]
        target = request.path.encode("latin-1")
        self._write(h11.Request(method=request.method, target=target, headers=headers))
        self._sending = asyncio.get_running_loop().create_task(self._send(request.body))

    def _write(self, event: h11.Event) -> None:
        data = self._h11.send(event)
        if data:
            self._writer.write(data)

    async def _send(self, body: AsyncIterator[bytes]) -> None:
        import h11

        async for chunk in body:
            self._write(h11.Data(data=chunk))
            await asyncio.wait_for(self._writer.drain(), PATIENCE)
        self._write(h11.EndOfMessage())

    async def response(self) -> None:
        """Wait for the head of the response.

        Raises:
            FakeJujuError: the controller hung up instead.
            Exception: what the body of the request ended with before there was a response.
        """
        import h11

        reading = asyncio.ensure_future(self._until(h11.Response))
        try:
            if self._sending is not None:
                await asyncio.wait({reading, self._sending}, return_when=asyncio.FIRST_COMPLETED)
                self._raise_what_the_client_did(reading)
            head = await reading
        finally:
            reading.cancel()
        self.status, self.reason = head.status_code, head.reason.decode("latin-1")
        self.headers = [
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in head.headers.raw_items()
        ]

    def _raise_what_the_client_did(self, reading: asyncio.Future[Any]) -> None:
        sending = self._sending
        if sending is None or not sending.done() or reading.done():
            return
        error = sending.exception()
        if error is not None and not isinstance(error, (OSError, asyncio.TimeoutError)):
            raise error  # the other kind is the controller's: its response may be there all the same

    async def body(self) -> AsyncIterator[bytes]:
        """The body of the response, piece by piece."""
        import h11

        while True:
            event = await self._until((h11.Data, h11.EndOfMessage))
            if isinstance(event, h11.EndOfMessage):
                return
            yield bytes(event.data)

    async def _until(self, kind: Any) -> Any:
        import h11

        while True:
            try:
                event = self._h11.next_event()
                if event is h11.NEED_DATA:
                    self._h11.receive_data(await asyncio.wait_for(self._reader.read(_CHUNK), PATIENCE))
                elif isinstance(event, kind):
                    return event
                elif event is h11.PAUSED or isinstance(event, h11.ConnectionClosed):
                    raise FakeJujuError("the controller hung up without a response")
            except (h11.RemoteProtocolError, OSError) as error:
                raise FakeJujuError(f"the controller's response was cut: {error}") from None

    @property
    def sent_all(self) -> bool:
        """Whether the whole request was sent; a controller may answer before it was."""
        sending = self._sending
        return sending is not None and sending.done() and sending.exception() is None

    async def close(self) -> None:
        """Hang up, whatever is still on its way."""
        sending, self._sending = self._sending, None
        if sending is not None:
            sending.cancel()
            with contextlib.suppress(BaseException):
                await sending
        self._writer.close()
