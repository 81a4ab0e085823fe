"""Small hands for calls: what was told or was not, what is sent or is not, one item of an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from typing import Any, TypeVar

from jujuclient import facades
from jujuclient.errors import InvalidInput
from jujuclient.verbs.values import ConstraintValue, constraints
from jujuclient.wire.struct import UNSET, Bulk, UnsetType
from jujuclient.wire.tags import Tag

T = TypeVar("T")


def told(value: T | UnsetType | None, otherwise: T) -> T:
    """What the controller told, or something in its place."""
    return otherwise if value is None or isinstance(value, UnsetType) else value


def sent(value: T | None) -> T | UnsetType:
    """A value to send; None, "" and what is empty are left out."""
    return value if value not in (None, "", False, [], {}) and value is not None else UNSET


def only(answer: Bulk[T]) -> T:
    """The one item of an answer to one question; its error is raised."""
    answer.raise_first()
    return answer[0]


def all_good(answer: Bulk[T]) -> list[T]:
    """Every item; the first error among them is raised, after all were carried out."""
    answer.raise_first()
    return list(answer)


def entities(kind: str, ids: Iterable[str]) -> list[facades.common.Entity]:
    """Ids as tagged entities; a tag stays what it is."""
    return [facades.common.Entity(tag_of(kind, id)) for id in ids]


def tag_of(kind: str, id: str) -> str:
    """The tag of an id; a tag stays what it is."""
    return id if id.startswith(f"{kind}-") and not id.endswith("/") and "/" not in id else str(Tag(kind, id))


def id_in(tag: str | UnsetType | None) -> str:
    """The id in a tag of any kind; "" for none."""
    text = told(tag, "")
    if not text:
        return ""
    try:
        return Tag.parse(text).id
    except ValueError:
        return text


def wire_constraints(
    given: Mapping[str, ConstraintValue] | None, series: tuple[int, int]
) -> facades.common.Constraints:
    """Constraints as the wire has them; Juju 1 counts ``cpu-cores``.

    Raises:
        ValueError: a name that no constraint has, or a value that it cannot have.
    """
    found = {key.replace("-", "_"): value for key, value in constraints(given).items()}
    cores, other = ("cores", "cpu_cores") if series >= (2, 0) else ("cpu_cores", "cores")
    if other in found:
        found[cores] = found.pop(other)
    for key in found:
        if key not in facades.common.Constraints.__struct_fields__:
            known = ", ".join(
                name.replace("_", "-") for name in sorted(facades.common.Constraints.__struct_fields__)
            )
            raise InvalidInput(f"there is no constraint {key.replace('_', '-')!r}; there are {known}")
    return facades.common.Constraints(**found)


def plain_constraints(found: facades.common.Constraints) -> dict[str, ConstraintValue]:
    """Constraints by the names that people write; lists joined by commas."""
    plain: dict[str, ConstraintValue] = {}
    for name in facades.common.Constraints.__struct_fields__:
        value: Any = getattr(found, name)
        if isinstance(value, UnsetType) or value is None:
            continue
        key = "cores" if name == "cpu_cores" else name.replace("_", "-")
        plain[key] = ",".join(value) if isinstance(value, list) else value
    return plain


def time_of(text: str | UnsetType | None) -> datetime | None:
    """A time of the wire; None for none, and for Go's year 1."""
    found = told(text, "")
    if not found or found.startswith("0001-"):
        return None
    # Go writes up to nine digits of a second, and fewer where the rest is 0; datetime takes three or six.
    head, dot, rest = found.replace("Z", "+00:00").partition(".")
    if dot:
        sign = max(rest.find("+"), rest.find("-"))
        digits, zone = (rest[:sign], rest[sign:]) if sign >= 0 else (rest, "")
        head = f"{head}.{digits[:6].ljust(6, '0')}{zone}"
    when = datetime.fromisoformat(head)
    return when if when.tzinfo else when.replace(tzinfo=timezone.utc)
