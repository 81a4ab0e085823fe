"""The last look at a recording: what was on file before something gave it away as a secret is replaced.

The file is read event by event and written anew beside itself, so memory is that of the largest
event. Nothing is touched before the new file is whole: a kill in between leaves the recording as it was.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from fakejuju.cassette.bodies import BodyFile, Kind
from fakejuju.cassette.files import bodies_folder
from fakejuju.cassette.growing import Growing
from fakejuju.cassette.model import Body, Event, Header, HttpExchange
from fakejuju.cassette.reading import read_steps
from fakejuju.cassette.redact import Redactor
from fakejuju.cassette.redact_events import redact_event
from fakejuju.cassette.writing import write_header, write_step
from fakejuju.cassette.yamlio import PIECE

HEADER_LIMIT = 64 * 1024
"""A header that a recorder wrote is far shorter."""
PACKED_INLINE = "H4sI"
"""How the base64 of something packed begins: what is in it cannot be looked for in the file."""


def new_of(part: Path) -> Path:
    """The name of what a recording is written anew to."""
    return part.with_name(part.name + ".new")


class Bodies:
    """The bodies in files that a recording names, and what each belongs to."""

    def __init__(self, cassette: Path) -> None:
        self.folder = bodies_folder(cassette)
        self.kinds: dict[str, Kind] = {}
        self.packed_inline = False

    def add(self, event: HttpExchange) -> None:
        """Remember the bodies of an HTTP exchange."""
        for body, response in ((event.body, False), (event.response_body, True)):
            if body is None:
                continue
            self.packed_inline |= (body.base64 or "").startswith(PACKED_INLINE)
            if body.file is not None:
                self.kinds.setdefault(body.file, Kind.of(event, response=response))

    def files(self, redactor: Redactor) -> Iterator[tuple[str, BodyFile]]:
        """The files that are there."""
        for digest in self.kinds:
            with contextlib.suppress(FileNotFoundError):  # of a cassette that is extended, it may be lost
                yield digest, BodyFile(self.folder / digest, redactor)

    def is_tainted(self, redactor: Redactor) -> bool:
        """True when one of them holds a secret that is known by now, or may hold one."""
        return self.packed_inline or any(file.is_tainted for _, file in self.files(redactor))

    def redacted(self, redactor: Redactor) -> dict[str, Body]:
        """Write those that hold secrets anew, under their new digests; what each has become."""
        made = {}
        for digest, file in self.files(redactor):
            new = file.redacted(self.kinds[digest]) if file.is_tainted else None
            if new is not None:
                os.chmod(new.path, 0o644)
                os.replace(new.path, self.folder / new.digest)
                made[digest] = Body(file=new.digest, size=new.size, sha256=new.digest)
        return made

    def drop(self, digests: Iterable[str]) -> None:
        """Remove what no event names any more."""
        for digest in digests:
            (self.folder / digest).unlink(missing_ok=True)


class LastLook:
    """What a recording becomes when everything is known.

    Args:
        growing: the recording, its end record included.
        header: as it should be.
        counts: of the end record.
        redactor: which knows every secret by now.
        bodies: the bodies beside it.
    """

    def __init__(
        self, growing: Growing, header: Header, counts: dict[str, int], redactor: Redactor, bodies: Bodies
    ) -> None:
        self._growing = growing
        self._header = header
        self._counts = counts
        self._redactor = redactor
        self._bodies = bodies
        self._renamed: dict[str, Body] = {}

    def rewritten(self) -> Growing:
        """The recording as it should be: the very same, or a new file in its place."""
        redactor = self._redactor
        if redactor.is_left_in(self._growing.path) or self._bodies.is_tainted(redactor):
            for _, event in self._events():
                redact_event(redactor, event)
            self._renamed = self._bodies.redacted(redactor)
            return self._written(self._redacted())
        if self._header_on_file() != write_header(self._header):
            return self._written(self._behind_the_header())
        return self._growing

    def drop_old_bodies(self) -> None:
        """Remove the bodies that were written anew, once nothing names them."""
        self._bodies.drop(self._renamed.keys() - {body.file for body in self._renamed.values()})

    def _events(self) -> Iterator[tuple[str, Event]]:
        with self._growing.path.open("rb") as file:
            yield from read_steps(file)

    def _redacted(self) -> Iterator[bytes]:
        for kind, event in self._events():
            yield write_step(kind, self._with_bodies(redact_event(self._redactor, event))).encode()

    def _header_on_file(self) -> str:
        with self._growing.path.open("rb") as file:
            return next(iter(file.read(HEADER_LIMIT).split(b"---\n", 1))).decode()

    def _behind_the_header(self) -> Iterator[bytes]:
        start = len(self._header_on_file().encode())
        with self._growing.path.open("rb") as file:
            file.seek(start)
            while piece := file.read(min(PIECE, self._growing.ends_at - file.tell())):
                yield piece

    def _written(self, pieces: Iterator[bytes]) -> Growing:
        part = self._growing.path
        new = Growing.begin(new_of(part))
        try:
            new.put(write_header(self._header))
            for piece in pieces:
                new.put_bytes(piece)
            new.end(self._counts)
            new.rename(part)
        except BaseException:
            new.close()
            new_of(part).unlink(missing_ok=True)
            raise
        self._growing.close()
        return new

    def _with_bodies(self, event: Event) -> Event:
        if not self._renamed or not isinstance(event, HttpExchange):
            return event
        return msgspec.structs.replace(
            event, body=self._as_now(event.body), response_body=self._as_now(event.response_body)
        )

    def _as_now(self, body: Body | None) -> Body | None:
        return body and self._renamed.get(body.file or "", body)
