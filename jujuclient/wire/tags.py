"""Names as the wire writes them: tags, uuids, charm URLs, offer URLs and channels, as small values.

Source: the wire facts, section 4 (tags of 1.18 to 4.1).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

KINDS = frozenset({
    "action", "annotation", "application", "applicationoffer", "caas-model", "charm", "cloud", "cloudcred",
    "controller", "controller-agent", "disk", "environment", "filesystem", "ipaddress", "machine", "model",
    "network", "operation", "payload", "relation", "secret", "secretbackend", "service", "space", "storage",
    "subnet", "unit", "user", "volume",
})  # fmt: skip
"""The kinds of tag that any Juju from 1.18 to 4.1 uses; ``service`` and ``environment`` are Juju 1's."""

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TAG = re.compile(f"({'|'.join(sorted(KINDS, key=lambda kind: (-len(kind), kind)))})-(.+)", re.DOTALL)
"""A kind, the longest that fits, and the rest."""


def is_uuid(text: str) -> bool:
    """True for a lower-case uuid of 36 characters, as controllers and models have."""
    return _UUID.fullmatch(text) is not None


class Tag(NamedTuple):
    """A kind and an id: ``Tag("unit", "mysql/0")`` is ``unit-mysql-0`` on the wire."""

    kind: str
    id: str

    @classmethod
    def parse(cls, text: str) -> Tag:
        """Read a tag; ValueError says what is wrong with a text that is none."""
        read = _TAG.fullmatch(text)
        if read is None:
            raise ValueError(f'"{text}" is not a valid tag')
        return cls(read[1], _id_of(read[1], read[2]))

    def __str__(self) -> str:
        return f"{self.kind}-{_SPELL.get(self.kind, str)(self.id)}"


def _unit_id(rest: str) -> str:
    name, _, number = rest.rpartition("-")
    if not name or not number.isdigit():
        raise ValueError(f'"unit-{rest}" is not a valid unit tag')
    return f"{name}/{number}"


def _storage_id(rest: str) -> str:
    name, _, number = rest.rpartition("-")
    return f"{name}/{number}" if name else rest


def _relation_id(rest: str) -> str:
    return rest.replace("#", " ").replace(".", ":")


def _id_of(kind: str, rest: str) -> str:
    if kind == "unit":
        return _unit_id(rest)
    if kind in ("machine", "filesystem", "volume"):
        return rest.replace("-", "/")
    if kind == "storage":
        return _storage_id(rest)
    if kind == "relation":
        return _relation_id(rest)
    return rest


_SPELL: dict[str, Callable[[str], str]] = {
    "unit": lambda name: name.replace("/", "-"),
    "machine": lambda name: name.replace("/", "-"),
    "filesystem": lambda name: name.replace("/", "-"),
    "volume": lambda name: name.replace("/", "-"),
    "storage": lambda name: name.replace("/", "-"),
    "relation": lambda key: key.replace(" ", "#").replace(":", "."),
}


def unit_tag(name: str) -> str:
    """The tag of a unit: ``unit_tag("mysql/0")`` is ``unit-mysql-0``."""
    return str(Tag("unit", name))


def user_tag(name: str) -> str:
    """The tag of a user, from a name or from a tag: ``user_tag("admin")`` is ``user-admin``."""
    return name if name.startswith("user-") else f"user-{name}"


def id_of(text: str, kind: str) -> str:
    """The id in a tag of the given kind; ValueError names both kinds when it is another."""
    tag = Tag.parse(text)
    if tag.kind != kind:
        raise ValueError(f'"{text}" is a tag of kind {tag.kind}, not {kind}')
    return tag.id


class CharmURL(NamedTuple):
    """A charm URL taken apart: ``local:jammy/mysql-3``, ``ch:amd64/jammy/x-5``, ``cs:~bob/trusty/x-1``."""

    schema: str
    name: str
    revision: int = -1
    series: str = ""
    architecture: str = ""
    user: str = ""

    @classmethod
    def parse(cls, text: str) -> CharmURL:
        """Read a charm URL; ValueError on a text that has no name."""
        schema, colon, rest = text.partition(":")
        if not colon:
            schema, rest = "ch", text
        parts = rest.split("/")
        match = re.fullmatch(
            r"([a-zA-Z][a-zA-Z0-9]*(?:-[a-zA-Z0-9]*[a-zA-Z][a-zA-Z0-9]*)*)(?:-(\d+))?", parts[-1]
        )
        if match is None or not schema:
            raise ValueError(f'cannot parse name and/or revision in URL "{text}"')
        user = parts.pop(0)[1:] if parts[0].startswith("~") else ""
        places = parts[:-1]
        architecture = places.pop(0) if places and places[0] in _ARCHITECTURES else ""
        if len(places) > 1:
            raise ValueError(f'charm URL "{text}" has too many parts')
        revision = int(match[2]) if match[2] else -1
        return cls(schema, match[1], revision, places[0] if places else "", architecture, user)

    def __str__(self) -> str:
        user = f"~{self.user}" if self.user else ""
        revision = f"-{self.revision}" if self.revision >= 0 else ""
        places = [part for part in (user, self.architecture, self.series) if part]
        return f"{self.schema}:" + "/".join([*places, self.name + revision])


_ARCHITECTURES = frozenset({"amd64", "arm64", "armhf", "i386", "ppc64el", "riscv64", "s390x"})


RISKS = ("stable", "candidate", "beta", "edge")
"""How far a release of Charmhub may be from what everybody gets."""


class Channel(NamedTuple):
    """A channel of Charmhub taken apart: ``14/stable``, ``edge``, ``14``, ``latest/edge/fix``."""

    track: str = ""
    risk: str = "stable"
    branch: str = ""

    @classmethod
    def parse(cls, text: str) -> Channel:
        """Read a channel: one word that is no risk is a track, of which the stable risk is meant."""
        first, _, rest = text.partition("/")
        if first in RISKS or not first:
            return cls("", first or "stable", rest)
        risk, _, branch = rest.partition("/")
        return cls(first, risk or "stable", branch)


class OfferURL(NamedTuple):
    """An offer URL taken apart: ``controller:owner/model.application``; the first two may be absent."""

    model: str
    name: str
    owner: str = ""
    controller: str = ""

    @classmethod
    def parse(cls, text: str) -> OfferURL:
        """Read an offer URL; ValueError on a text without model and name."""
        match = re.fullmatch(r"(?:([^:/.]+):)?(?:([^/:]+)/)?([^/:.]+)\.([^/:.]+)", text)
        if match is None:
            raise ValueError(f'"{text}" is not an offer URL; write [controller:][owner/]model.offer')
        return cls(match[3], match[4], match[2] or "", match[1] or "")

    def __str__(self) -> str:
        controller = f"{self.controller}:" if self.controller else ""
        owner = f"{self.owner}/" if self.owner else ""
        return f"{controller}{owner}{self.model}.{self.name}"
