"""What a simulated controller was asked: the last calls with their answers, and assertions on them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from fakejuju.cassette.redact import Redactor
from jujuclient.wire.messages import Failure, Reply, Request

KEPT = 1000
"""How many calls are kept."""
LAST = 50
"""How many of them are kept with their answers."""


class Asked(NamedTuple):
    """A call and its answer, secrets replaced by marks."""

    facade: str
    version: int
    method: str
    params: Any
    failure: Failure | None
    model: str

    @property
    def name(self) -> str:
        """``Application.Deploy``."""
        return f"{self.facade}.{self.method}"

    def __str__(self) -> str:
        text = msgspec.json.encode(self.params).decode()
        short = text if len(text) <= 200 else text[:199] + "…"
        end = f" -> {self.failure.message}" if self.failure is not None else ""
        return f"{self.name} v{self.version} {short}{end}"


class Journal:
    """The last calls, oldest first; iterate it, ask it, assert with it.

    Attributes:
        last: the very last calls with their answers as they went, secrets and all.
    """

    def __init__(self) -> None:
        self._kept: deque[tuple[Request, Failure | None, str]] = deque(maxlen=KEPT)
        self.last: deque[tuple[Request, Reply]] = deque(maxlen=LAST)
        self.total = 0

    def note(self, request: Request, reply: Reply, model: str) -> None:
        """Keep a call; it is decoded when somebody looks."""
        self.total += 1
        self._kept.append((request, reply.failure, model))
        self.last.append((request, reply))

    def __iter__(self) -> Iterator[Asked]:
        return (_asked(*kept) for kept in list(self._kept))

    def __len__(self) -> int:
        return len(self._kept)

    def clear(self) -> None:
        """Forget all of them."""
        self._kept.clear()
        self.last.clear()

    def of(self, name: str) -> list[Asked]:
        """The calls of a method (``Application.Deploy``) or of a facade (``Application``)."""
        return [asked for asked in self if name in (asked.name, asked.facade)]

    def assert_asked(self, name: str, **params: Any) -> Asked:
        """The first call of that name whose parameters hold these values.

        Args:
            name: ``Application.Deploy``.
            params: what the parameters must hold, by key, ``_`` for ``-``; a dict needs to hold
                what is named of it, a list as many items.

        Raises:
            AssertionError: it was not asked; the message lists what was.
        """
        wanted = {key.replace("_", "-"): value for key, value in params.items()}
        found = self.of(name)
        for asked in found:
            if holds(asked.params, wanted):
                return asked
        listed = "\n".join(f"  {asked}" for asked in (found or list(self))[-20:]) or "  nothing at all"
        what = f"with {wanted}" if found and wanted else ""
        raise AssertionError(f"{name} was not asked {what}; asked was:\n{listed}")

    def assert_not_asked(self, name: str) -> None:
        """Raise AssertionError if a method or facade was asked."""
        found = self.of(name)
        if found:
            raise AssertionError(f"{name} was asked {len(found)} times, first: {found[0]}")


def _asked(request: Request, failure: Failure | None, model: str) -> Asked:
    safe = Redactor().params(request.facade, request.version, request.method, request.params)
    try:
        params = msgspec.json.decode(safe or "{}")
    except msgspec.DecodeError:
        params = safe
    return Asked(request.facade, request.version, request.method, params, failure, model)


def holds(value: Any, wanted: Any) -> bool:
    """Whether a value holds what is wanted: what is named of a dict, each item of a list."""
    if isinstance(wanted, dict):
        return isinstance(value, dict) and all(
            key in value and holds(value[key], part) for key, part in wanted.items()
        )
    if isinstance(wanted, list):
        return (
            isinstance(value, list)
            and len(value) == len(wanted)
            and all(holds(one, other) for one, other in zip(value, wanted, strict=True))
        )
    return bool(value == wanted)
