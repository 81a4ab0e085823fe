"""The other side of a connection, in threads: scripted controllers over real TLS."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import socket
import ssl
import threading
from collections.abc import Callable
from typing import Any

import trustme
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

LOGIN: dict[str, Any] = {
    "servers": [[{"value": "10.0.0.1", "type": "ipv4", "scope": "local-cloud", "port": 17070}]],
    "model-tag": "model-deadbeef-0000-4000-8000-000000000001",
    "controller-tag": "controller-deadbeef-0000-4000-8000-000000000002",
    "user-info": {
        "display-name": "",
        "identity": "user-admin",
        "controller-access": "superuser",
        "model-access": "admin",
    },
    "facades": [
        {"name": "Application", "versions": [19, 20]},
        {"name": "Pinger", "versions": [1]},
        {"name": "Unheard", "versions": [3, 7]},
    ],
    "server-version": "3.6.28",
}


class Peer:
    """A controller's end of one websocket: what comes in as dicts, what goes out as replies."""

    def __init__(self, websocket: ServerConnection) -> None:
        self.websocket = websocket
        request = websocket.request
        assert request is not None
        self.path = request.path
        self.headers = request.headers

    def read(self) -> dict[str, Any]:
        """The next request."""
        found: dict[str, Any] = json.loads(self.websocket.recv())
        return found

    def reply(self, request: dict[str, Any], response: Any = None) -> None:
        """Answer a request in its own spelling."""
        if "RequestId" in request:
            self.send({"RequestId": request["RequestId"], "Response": response or {}})
        else:
            self.send({"request-id": request["request-id"], "response": response or {}})

    def refuse(self, request: dict[str, Any], message: str, code: str = "", info: Any = None) -> None:
        """Answer a request with an error in its own spelling."""
        if "RequestId" in request:
            self.send({
                "RequestId": request["RequestId"], "Error": message, "ErrorCode": code, "Response": {},
            })  # fmt: skip
            return
        extra = {"error-info": info} if info else {}
        self.send(
            {"request-id": request["request-id"], "error": message, "error-code": code, "response": {}}
            | extra
        )

    def send(self, frame: Any) -> None:
        """Send a frame as it is."""
        self.websocket.send(frame if isinstance(frame, (str, bytes)) else json.dumps(frame) + "\n")

    def log_in(self, **changes: Any) -> dict[str, Any]:
        """Take the login and accept it; gives its parameters."""
        request = self.read()
        assert (request["type"], request["request"]) == ("Admin", "Login")
        self.reply(request, LOGIN | changes)
        params: dict[str, Any] = request["params"]
        return params

    def serve_until_closed(self, answer: Callable[[dict[str, Any]], None] | None = None) -> None:
        """Answer every call with its own parameters, until the client says goodbye."""
        for text in self.websocket:
            request = json.loads(text)
            if answer is not None:
                answer(request)
            else:
                self.reply(request, request.get("params"))


Script = Callable[[Peer], None]


class Turns:
    """A script for each connection in turn; the last one goes on."""

    def __init__(self, *scripts: Callable[[Peer], None]) -> None:
        self.scripts = list(scripts)
        self.paths: list[str] = []

    def __call__(self, peer: Peer) -> None:
        self.paths.append(peer.path)
        script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
        script(peer)


def log_in_and_serve(peer: Peer) -> None:
    """The script of a controller that works."""
    peer.log_in()
    peer.serve_until_closed()


class Controllers:
    """Starts scripted controllers; what went wrong in a script fails the test at its end."""

    def __init__(self, ca: trustme.CA) -> None:
        self.ca = ca
        self.cacert = ca.cert_pem.bytes().decode()
        self.errors: list[BaseException] = []
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        ca.issue_cert("juju-apiserver").configure_cert(self._context)
        self._stack = contextlib.ExitStack()

    def start(self, script: Script, host: str = "127.0.0.1") -> str:
        """A controller that runs the script for every connection; gives its address."""

        def handle(websocket: ServerConnection) -> None:
            try:
                script(Peer(websocket))
            except ConnectionClosed:
                pass
            except BaseException as error:
                self.errors.append(error)

        server: Server = serve(
            handle, host, 0, ssl=self._context, compression=None, max_size=None, close_timeout=1
        )
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        self._stack.callback(thread.join, 5)
        self._stack.callback(server.shutdown)
        port = server.socket.getsockname()[1]
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    def start_raw(
        self, script: Callable[[ssl.SSLSocket], object], *, upgrade: bool = True, tls: bool = True
    ) -> str:
        """A controller made of bytes: after TLS and the upgrade the script has the socket."""
        listener = socket.create_server(("127.0.0.1", 0))
        self._stack.callback(listener.close)

        def handle(plain: socket.socket) -> None:
            try:
                with self._context.wrap_socket(plain, server_side=True) if tls else plain as sock:
                    if upgrade:
                        sock.sendall(accepted(sock))
                    script(sock)  # type: ignore[arg-type]  # plain where the script wants it plain
            except OSError:
                pass
            except BaseException as error:
                self.errors.append(error)

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    plain, _ = listener.accept()
                    thread = threading.Thread(target=handle, args=(plain,), daemon=True)
                    thread.start()
                    self._stack.callback(thread.join, 5)

        threading.Thread(target=accept, daemon=True).start()
        return f"127.0.0.1:{listener.getsockname()[1]}"

    def silent(self) -> str:
        """An address that takes connections and never says a word."""
        listener = socket.create_server(("127.0.0.1", 0))
        self._stack.callback(listener.close)
        return f"127.0.0.1:{listener.getsockname()[1]}"

    def dead(self) -> str:
        """An address where nobody listens."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            return f"127.0.0.1:{listener.getsockname()[1]}"

    def stop(self) -> None:
        """Stop all."""
        self._stack.close()


def accepted(sock: socket.socket) -> bytes:
    """Read an upgrade request; what to answer it."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        more = sock.recv(4096)
        if not more:
            raise ConnectionAbortedError
        head += more
    key = next(
        line.split(b": ")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"sec-websocket-key")
    )
    accept = base64.b64encode(hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
    )


def frame(payload: bytes, opcode: int = 1, *, fin: bool = True) -> bytes:
    """A websocket frame as a server sends it."""
    size = len(payload)
    first = bytes([(0x80 if fin else 0) | opcode])
    if size < 126:
        return first + bytes([size]) + payload
    if size < 65536:
        return first + b"\x7e" + size.to_bytes(2, "big") + payload
    return first + b"\x7f" + size.to_bytes(8, "big") + payload
