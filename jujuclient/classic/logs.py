"""The debug-log as the old environment gives it: lines of text from a socket of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

from jujuclient.classic.exc import EnvError


class LogIterator:
    """The lines of the log, until the connection closes."""

    def __init__(self, conn: Any) -> None:
        self.conn = conn

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            line = self.conn.recv()
        except Exception as error:
            if type(error).__name__ != "WebSocketConnectionClosedException":
                raise
            line = ""
        if not line:
            self.conn.close()
            raise StopIteration
        return line.decode() if isinstance(line, bytes) else str(line)

    next = __next__


class Logs:
    """What an environment does with logs."""

    endpoint: str
    uuid: Any
    url_root: Any
    connector: Any
    _ca_cert: str | None
    _make_headers: Any

    def debug_log(
        self,
        include_entity: tuple[str, ...] = (),
        include_module: tuple[str, ...] = (),
        exclude_entity: tuple[str, ...] = (),
        exclude_module: tuple[str, ...] = (),
        limit: int = 0,
        back_log: int = 0,
        level: str | None = None,
        replay: bool = False,
    ) -> LogIterator:
        """The log, line by line (defect 10); a line is JSON on Juju 2 and later.

        Raises:
            EnvError: the controller refuses.
        """
        from jujuclient import connector as door

        asked: dict[str, Any] = {
            "includeEntity": include_entity,
            "includeModule": include_module,
            "excludeEntity": exclude_entity,
            "excludeModule": exclude_module,
            "maxLines": limit or (),
            "backlog": back_log or (),
            "level": level or (),
            "replay": "true" if replay else (),
        }
        prefix = f"{self.url_root}/{self.uuid}" if self.uuid else ""
        query = urlencode({key: value for key, value in asked.items() if value}, doseq=True)
        conn = door.websocket.create_connection(
            f"wss://{urlsplit(self.endpoint).netloc}{prefix}/log?{query}",
            origin=self.endpoint,
            sslopt=self.connector().get_ssl_config(self._ca_cert),
            header=[f"{key}: {value}" for key, value in self._make_headers().items()],
        )
        answer = json.loads(conn.recv() or "{}")
        if answer.get("Error") or answer.get("error"):
            conn.close()
            error = answer.get("Error") or answer["error"]
            raise EnvError({"Error": error.get("message", "") if isinstance(error, dict) else error})
        return LogIterator(conn)


__all__ = ["LogIterator", "Logs"]
