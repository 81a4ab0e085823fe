"""How two answers to one call differ: in outcome, error, shape or value.

Times are equal to each other; so are ids that a controller mints (uuids, ids of secrets), for as
long as the same one always stands for the same other. ``Minted`` learns which stands for which and
rewrites later requests with it. Where a controller tells things in no order, they are put in one.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import msgspec

from jujuclient.wire.messages import Reply

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_ZERO_TIME = "0001-01-01T00:00:00Z"
_MINTED = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-v]{20}\b")
_MARK = re.compile(r"<[a-z][a-z0-9-]*:\d+>")
_KEYS = ("instance-key", "PublicKey")
"""What holds a key that a controller has made up."""
_MOMENTS = ("created", "completed")
"""What holds a time as a number of seconds."""
_ORDERLESS: tuple[tuple[set[str], str], ...] = (
    ({"endpoints", "id", "interface", "key", "scope", "status"}, "id"),  # relations: the order of a Go map
    ({"name"}, "name"),  # applications that are only named: 4.0.15 tells them in another order each time
    # Subnets: 4.0.15 orders them by made up ids.
    (
        {
            "cidr",
            "life",
            "provider-id",
            "provider-network-id",
            "provider-space-id",
            "space-tag",
            "status",
            "vlan-tag",
            "zones",
        },
        "cidr",
    ),
    ({"attrs", "name", "provider"}, "name"),  # storage pools: two recordings of 4.0.15 differ
    ({"access", "model"}, "model"),  # models of a credential: the order of a Go map
    ({"errors", "name", "uuid"}, "name"),  # models of a credential: by their uuids
)
"""Keys that things have at most, which come in no order that a client could know; and what orders them."""
LEVELS = ("outcome", "error", "shape", "value")


class Difference(NamedTuple):
    """One difference: its level, the path in the answer, what was recorded and what came."""

    level: str
    path: str
    recorded: str
    simulated: str

    def __str__(self) -> str:
        where = self.path or "the answer"
        return f"{self.level} at {where}: recorded {self.recorded}, simulated {self.simulated}"


class Minted:
    """Which id of the simulation stands for which recorded one."""

    def __init__(self) -> None:
        self._to_simulated: dict[str, str] = {}
        self._to_recorded: dict[str, str] = {}

    def learn(self, recorded: str, simulated: str) -> None:
        """Pair two ids, unless one of them has a partner already."""
        if recorded not in self._to_simulated and simulated not in self._to_recorded:
            self._to_simulated[recorded] = simulated
            self._to_recorded[simulated] = recorded

    def rewrite(self, text: str) -> str:
        """A recorded text with the simulation's ids in it."""
        return _MINTED.sub(lambda match: self._to_simulated.get(match[0], match[0]), text)

    def same(self, recorded: str, simulated: str) -> bool:
        """Whether two texts say the same but for times, marks and paired ids; learns new pairs."""
        if recorded == simulated or (_MARK.fullmatch(recorded) and simulated):
            return True
        one, other = _neutral(recorded), _neutral(simulated)
        if one == other:
            return True
        if _MINTED.sub("<id>", one) != _MINTED.sub("<id>", other):
            return False
        pairs = list(zip(_MINTED.findall(one), _MINTED.findall(other), strict=True))
        for left, right in pairs:
            self.learn(left, right)
        return all(self._to_simulated.get(left) == right for left, right in pairs)


def _neutral(text: str) -> str:
    if text.startswith("-----BEGIN CERTIFICATE-----"):
        return "<certificate>"
    return _MARK.sub(
        "<mark>", _TIME.sub(lambda match: match[0] if match[0] == _ZERO_TIME else "<time>", text)
    )


def compare(recorded: Reply, simulated: Reply, minted: Minted) -> list[Difference]:
    """Every difference between two answers, worst first."""
    one, other = recorded.failure, simulated.failure
    if (one is None) != (other is None):
        return [Difference("outcome", "", _said(recorded), _said(simulated))]
    if one is not None and other is not None:
        found = []
        if not minted.same(one.message, other.message) or one.code != other.code:
            found.append(Difference("error", "", _said(recorded), _said(simulated)))
        return found
    left, right = _decoded(recorded.result), _decoded(simulated.result)
    return sorted(_walk("", left, right, minted), key=lambda one: LEVELS.index(one.level))


def _said(reply: Reply) -> str:
    failure = reply.failure
    if failure is None:
        return f"success {reply.result[:200]}"
    return f"error {failure.message!r} ({failure.code})"


def _decoded(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return text


def _walk(path: str, left: Any, right: Any, minted: Minted) -> list[Difference]:
    if isinstance(left, dict) and isinstance(right, dict):
        return _walk_dicts(path, left, right, minted)
    if isinstance(left, list) and isinstance(right, list):
        left, right = _ordered(left), _ordered(right)
        if len(left) != len(right):
            return [
                Difference(
                    "shape", path, f"{len(left)} items {_short(left)}", f"{len(right)} items {_short(right)}"
                )
            ]
        found: list[Difference] = []
        for number, (one, other) in enumerate(zip(left, right, strict=True)):
            found += _walk(f"{path}[{number}]", one, other, minted)
        return found
    if _kind(left) != _kind(right):
        return [Difference("shape", path, _short(left), _short(right))]
    same = _same(path.rpartition(".")[2], left, right, minted)
    return [] if same else [Difference("value", path, _short(left), _short(right))]


def _same(name: str, left: Any, right: Any, minted: Minted) -> bool:
    """Whether two values of a kind are the same, but for what two controllers cannot have alike."""
    if name in _KEYS:
        return bool(left) == bool(right)
    if name in _MOMENTS and _kind(left) == "number":
        return bool(left) == bool(right)
    return minted.same(left, right) if isinstance(left, str) else bool(left == right)


def _ordered(items: list[Any]) -> list[Any]:
    """Things that a controller tells in no order, in one; others as they are."""
    if len(items) < 2 or not all(isinstance(item, dict) for item in items):
        return items
    if all("_id" in item for item in items):  # documents of a database
        return sorted(items, key=lambda item: str(item["_id"]).partition(":")[2])
    for keys, by in _ORDERLESS:
        if all(by in item and set(item) <= keys for item in items):
            return sorted(items, key=lambda item: (isinstance(item[by], str), item[by]))
    return items


def _walk_dicts(path: str, left: dict[str, Any], right: dict[str, Any], minted: Minted) -> list[Difference]:
    if _is_error(left) or _is_error(right):
        if _is_error(left) and _is_error(right):
            same = minted.same(left["message"], right["message"]) and left.get("code") == right.get("code")
            return [] if same else [Difference("error", path, _short(left), _short(right))]
        return [Difference("outcome", path, _short(left), _short(right))]
    left_error, right_error = left.get("error"), right.get("error")
    if _is_error(left_error) != _is_error(right_error):
        return [Difference("outcome", path, _short(left), _short(right))]
    keys = {minted.rewrite(key): key for key in left}
    found: list[Difference] = []
    for wanted, key in keys.items():
        where = f"{path}.{key}" if path else key
        if wanted in right:
            found += _walk(where, left[key], right[wanted], minted)
        else:
            found.append(Difference("shape", where, _short(left[key]), "absent"))
    for key, value in right.items():
        if key not in keys:
            found.append(Difference("shape", f"{path}.{key}" if path else key, "absent", _short(value)))
    return found


def _is_error(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and "message" in value
        and "code" in value
        and set(value) <= {"message", "code", "info"}
    )


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        return "number"
    return type(value).__name__


def _short(value: Any) -> str:
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= 200 else text[:197] + "…"
