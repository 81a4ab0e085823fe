"""Cassettes that were cut or damaged: what is whole stays, what is dropped is said.

An event is whole when another document follows it or its last line is its time; everything else
could be half of an event and look like a whole one.
"""

from __future__ import annotations

import fcntl
import re
from pathlib import Path

import msgspec

from fakejuju.cassette.files import load, save, write_atomically
from fakejuju.cassette.finishing import new_of
from fakejuju.cassette.ladder import STEPS, format_of, upgraded
from fakejuju.cassette.model import FORMAT, Cassette, Exchange, Header
from fakejuju.cassette.reading import Reading, read_cassette
from fakejuju.cassette.writing import write_cassette
from fakejuju.cassette.yamlio import CHECKSUM, read_documents
from fakejuju.errors import CassetteError

_UNFINISHED_SEPARATOR = re.compile(r"\n-{1,3}\Z")


class Dropped(msgspec.Struct, frozen=True):
    """A document of a damaged cassette that could not be kept."""

    line: int
    what: str
    why: str

    def __str__(self) -> str:
        return f"line {self.line}: dropped {self.what}: {self.why}"


class Repair(msgspec.Struct):
    """What a repair found and did.

    Attributes:
        cassette: what is whole.
        dropped: what is not, in the order of the file.
        recounted: why the end record was written anew, "" when it was right.
        written: the file with the result, None when the cassette was whole and stays as it is.
        original: where the damaged file is kept, None when nothing was lost.
    """

    cassette: Cassette
    dropped: list[Dropped]
    recounted: str = ""
    written: Path | None = None
    original: Path | None = None


def repair(path: Path | str, out: Path | str | None = None) -> Repair:
    """Mend a cassette on disk, keeping the damaged file beside it when anything was lost.

    Args:
        path: the cassette, or the ``.part`` of one whose recording was cut.
        out: where the result goes; in place, and without ``.part``, when None.

    Raises:
        CassetteError: not a cassette, of a format that is not known, being recorded right now,
            or the result would overwrite another cassette.
    """
    where = Path(path)
    data = _read(where)
    try:
        made = mend(data)
    except CassetteError as error:
        raise CassetteError(error.reason, path=where, line=error.line, hint=error.hint) from None
    target = _target(where, Path(out) if out is not None else None)
    if not made.dropped and not made.recounted and target == where:
        return made
    if made.dropped:
        # Beside what is lost the damaged file stays: under its own name where the result has another.
        made.original = where
        if target == where or where.suffix == ".part":
            made.original = where.with_name(where.name + ".orig")
            write_atomically(made.original, data)
    save(made.cassette, target)
    if where.suffix == ".part" and target != where:
        where.unlink()
        new_of(where).unlink(missing_ok=True)
    made.written = target
    return made


def mend(data: bytes) -> Repair:
    """What is whole in the bytes of a cassette."""
    text, cut = _decode(data)
    whole = _try_whole(text) if not cut else None
    if whole is not None:
        return Repair(whole, [])
    text = _UNFINISHED_SEPARATOR.sub("\n", upgraded(text))
    if "\n" not in text:
        raise CassetteError(
            "it was cut in its first line, which names the format; nothing can be kept", line=1
        )
    if format_of(text) != FORMAT:
        # For its words: it says which number it found, or that this is no cassette.
        read_cassette(text.partition("\n---")[0] + "\n")
    mending = _Mending()
    chunks = _chunks(text)
    for line, chunk, followed in chunks:
        mending.take(line, chunk, followed=followed)
    if cut:
        mending.drop(text.count("\n") + 1, "the rest", "it is not UTF-8")
    return mending.finish()


def _try_whole(text: str) -> Cassette | None:
    try:
        return read_cassette(upgraded(text))
    except CassetteError:
        return None


def _decode(data: bytes) -> tuple[str, bool]:
    try:
        return data.decode(), False
    except UnicodeDecodeError as error:
        return data[: error.start].decode(), True


def _chunks(text: str) -> list[tuple[int, str, bool]]:
    """The documents as text: the line each begins at, and whether another follows it."""
    parts = re.split(r"^---\n", text, flags=re.MULTILINE)
    line = 1
    made = []
    for index, part in enumerate(parts):
        made.append((line, part, index < len(parts) - 1))
        line += part.count("\n") + 1
    return made


class _Mending:
    """One cassette being taken over, event by event."""

    def __init__(self) -> None:
        self.reading = Reading(Cassette(header=Header()))
        self.dropped: list[Dropped] = []
        self.recounted = "the end record was missing"
        self.begun = False

    def drop(self, line: int, what: str, why: str) -> None:
        self.dropped.append(Dropped(line, what, why))

    def take(self, line: int, chunk: str, *, followed: bool) -> None:
        if not self.begun:
            self.begun = True
            self.take_header(line, chunk, followed=followed)
            return
        if not chunk.strip() and not followed:
            return
        what = _name(chunk)
        if what == "end record" and not followed:
            self.take_end(chunk)
        elif not followed and not _ends_with_its_time(chunk):
            self.drop(line, what, "it was cut")
        else:
            self.take_event(line, what, chunk)

    def take_header(self, line: int, chunk: str, *, followed: bool) -> None:
        lines = chunk.split("\n")
        kept = chunk if followed else "\n".join(lines[:-1]) + "\n"
        if not followed:
            self.drop(line + len(lines) - 1, "what else the header said", "it was cut")
        try:
            self.reading.cassette.header = _whole_header(kept)
        except CassetteError as error:
            self.reading.cassette.header = Header()
            self.drop(line, "the header, but for its format", error.reason)

    def take_end(self, chunk: str) -> None:
        found = self.reading.cassette.counts()
        counts = re.findall(r"([a-z]+): (\d+)", chunk.partition("end:")[2])
        said = {key: int(number) for key, number in counts}
        if not chunk.rstrip().endswith("}"):
            self.recounted = "the end record was cut"
        elif all(found.get(key) == number for key, number in said.items()):
            self.recounted = ""
        else:
            self.recounted = "the end record had other counts"

    def take_event(self, line: int, what: str, chunk: str) -> None:
        reading = self.reading
        events = reading.cassette.events
        before, place = len(events), reading.place
        reading.at = line
        asked = None
        try:
            documents = [document for _, document in read_documents(chunk)]
            if len(documents) != 1:
                raise CassetteError("it is not one document")
            first = next(iter(documents[0]), "")
            asked = reading.asked.get(int(documents[0][first])) if first == "answer" else None
            reading.take(documents[0])
        except (CassetteError, ValueError) as error:
            for event in events[before:]:
                if isinstance(event, Exchange):
                    reading.asked.pop(event.number, None)
            del events[before:]
            if asked is not None and asked.answered == reading.place and place != reading.place:
                asked.answered = None
            reading.place = place
            self.drop(line, what, error.reason if isinstance(error, CassetteError) else str(error))

    def finish(self) -> Repair:
        reading = self.reading
        # Places are counted again, as a reader of the result will count them.
        cassette = read_cassette(write_cassette(reading.cassette))
        return Repair(cassette, self.dropped, self.recounted)


def _whole_header(text: str) -> Header:
    return read_cassette(f"{text}---\nend: {{connections: 0}}\n").header


def _name(chunk: str) -> str:
    """A document in a few words, by its first line."""
    if chunk and chunk[: len(CHECKSUM)] == CHECKSUM[: len(chunk)]:
        return "end record"
    first = chunk.split("\n", 1)[0]
    key, _, value = first.partition(":")
    if key == "end":
        return "end record"
    known = re.fullmatch(r"connection|exchange|ask|answer|push|close|stray|http|note", key)
    return f"{key} {value.strip()[:20]}".strip() if known else "something"


def _ends_with_its_time(chunk: str) -> bool:
    key = "took" if chunk.startswith(("exchange:", "answer:", "http:")) else "at"
    return chunk.endswith("\n") and re.match(rf"{key}: \S+$", chunk[:-1].rsplit("\n", 1)[-1]) is not None


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CassetteError("is being recorded right now; stop that first", path=path) from None
            return file.read()
    except OSError as error:
        raise CassetteError(f"cannot be read: {error.strerror}", path=path) from None


def _target(path: Path, out: Path | None) -> Path:
    if out is not None:
        return out
    if path.suffix != ".part":
        return path
    target = path.with_suffix("")
    if target.exists():
        raise CassetteError(
            "would be overwritten by the repaired recording", path=target, hint="name another file with -o"
        )
    return target


def upgrade(path: Path | str) -> int | None:
    """Rewrite a cassette in today's format; the format number it had, or None when it is of today.

    Raises:
        CassetteError: it cannot be read.
    """
    where = Path(path)
    cassette = load(where)
    text = where.read_text(encoding="utf-8")
    number = format_of(text)
    if number == FORMAT or number not in STEPS:
        return None
    save(cassette, where)
    return number
