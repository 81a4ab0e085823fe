"""Where things exist, and the marks with which a field says so.

A facade, a method and a field each come with some version and go with another, or with a series
of Juju that changed without a new version. A value travels in a ``Context``, and a ``Range``
holds it or does not.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from jujuclient.wire.series import SERIES


class Context(NamedTuple):
    """Where a value travels: which facade and version, which series if known, which spelling."""

    facade: str = ""
    version: int = 0
    series: str = ""
    juju1: bool = False


class Range(NamedTuple):
    """Where a method or a field exists.

    Attributes:
        since, until: facade versions, both included; a mapping names one per facade, for a type
            that several facades share.
        first, last: Juju series, both included, for what came or went without a new version.
        omitempty: a field that may be left out even where it exists.
        without: pairs of series and version that are in the range and lack it all the same.
    """

    since: int | Mapping[str, int] | None = None
    until: int | Mapping[str, int] | None = None
    first: str = ""
    last: str = ""
    omitempty: bool = False
    without: tuple[tuple[str, int], ...] = ()

    def has_version(self, facade: str, version: int) -> bool:
        """True if that version of the facade is in the range."""
        since, until = _of(self.since, facade), _of(self.until, facade)
        return (since is None or since <= version) and (until is None or version <= until)

    def has_series(self, series: str) -> bool:
        """True if the series is in the range, or is not known ("").

        The facts are of some series only: one between two of them counts as either.
        """
        if not series or not (self.first or self.last):
            return True
        place = place_of(series)
        return (not self.first or place_of(self.first) - 1 < place) and (
            not self.last or place < place_of(self.last) + 1
        )

    def holds(self, context: Context) -> bool:
        """True if what carries this range exists there."""
        return (
            self.has_version(context.facade, context.version)
            and self.has_series(context.series)
            and (context.series, context.version) not in self.without
        )

    def describe(self, facade: str) -> str:
        """The range for people: ``version 5 to 12``, ``Juju 2.9 and later``."""
        said = _span(_of(self.since, facade), _of(self.until, facade), "version")
        series = _span(self.first or None, self.last or None, "Juju")
        return ", ".join(part for part in (said, series) if part)

    def needed(self, facade: str) -> str:
        """The range in the words of a refusal: ``Spaces version 5 and later``, ``Juju 2.9 and earlier``."""
        said = self.describe(facade)
        return said if said.startswith("Juju") else f"{facade} {said or 'of another Juju'}"


EVERYWHERE = Range()
"""The range of what every version of every series has."""


def _of(bound: int | Mapping[str, int] | None, facade: str) -> int | None:
    return bound.get(facade) if isinstance(bound, Mapping) else bound


@functools.lru_cache(maxsize=64)
def place_of(series: str) -> float:
    """The place of a series in the known ones; one between two of them is between their places."""
    if series in SERIES:
        return SERIES.index(series)
    parts = tuple(int(part) for part in series.split(".")[:2])
    return sum(tuple(map(int, known.split("."))) < parts for known in SERIES) - 0.5


def _span(start: object, end: object, word: str) -> str:
    if start is None and end is None:
        return ""
    if start is None:
        return f"{word} {end} and earlier"
    if end is None:
        return f"{word} {start} and later"
    return f"{word} {start}" if start == end else f"{word} {start} to {end}"


def versions(
    since: int | Mapping[str, int] | None = None,
    until: int | Mapping[str, int] | None = None,
    *,
    first: str = "",
    last: str = "",
    omitempty: bool = False,
    without: tuple[tuple[str, int], ...] = (),
) -> msgspec.Meta:
    """Mark a field that only some facade versions or Juju series have; arguments as in ``Range``."""
    return msgspec.Meta(extra={"versions": Range(since, until, first, last, omitempty, without)})


def secret(kind: str) -> msgspec.Meta:
    """Mark a field whose value must not reach a log or a cassette; ``kind`` names what it is."""
    return msgspec.Meta(extra={"secret": kind})


def key(name: str) -> msgspec.Meta:
    """Give the wire key of a field that shares it with another field of a disjoint range."""
    return msgspec.Meta(extra={"key": name})


def juju1(name: str, *, old: str = "", since: str = "") -> msgspec.Meta:
    """Give the key that Juju 1 has for a field, where it is not Go's name for it.

    Args:
        name: the key in Juju 1.
        old: the key before the series ``since``, for the few that changed within Juju 1.
    """
    return msgspec.Meta(extra={"juju1": (name, old, since)})
