"""Which recorded call an asked call is: keys for the lookup, and the first difference for people.

What must vary is normalised by name: the request id (never in a key), the client's version and
arguments in a login, nonces, and every secret, which is compared as present or absent. A second,
looser key leaves out zero values, because to a controller an absent field and a zero one are the
same: ``{"patterns": null}`` of one client is ``{}`` of another.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from fakejuju.cassette.redact import Redactor
from jujuclient.wire.messages import Dialect, Request

SECRET = "<secret>"
"""Stands for every secret in a key: a secret is there or it is not."""

_MARK = re.compile(r"<[a-z][a-z0-9-]*:\d+>")
_LOGIN_KEPT = ("auth-tag", "AuthTag", "tag", "user-data")


def neutral(text: str) -> str:
    """A text with one word for all its redaction marks, so that equal shapes compare equal."""
    return _MARK.sub(SECRET, text)


def same_path(recorded: str, asked: str) -> bool:
    """Whether two HTTP paths are the same but for secrets in the query of the recorded one."""
    path, _, query = recorded.partition("?")
    asked_path, _, asked_query = asked.partition("?")
    if path != asked_path:
        return False
    parts, asked_parts = parse_qsl(query, True), parse_qsl(asked_query, True)
    return len(parts) == len(asked_parts) and all(
        one[0] == other[0] and (one[1] == other[1] or _MARK.search(one[1]) is not None)
        for one, other in zip(parts, asked_parts, strict=True)
    )


class Keys(msgspec.Struct, frozen=True):
    """The two keys of a call: exact but for normalisers, and without zero values."""

    exact: str
    loose: str


class Matcher:
    """Makes keys; calls of the same text are looked at once."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, int, str, str, str, Dialect], Keys] = {}

    def keys(self, request: Request) -> Keys:
        """The keys of a call."""
        asked = (request.facade, request.version, request.method, request.id, request.params, request.dialect)
        found = self._kept.get(asked)
        if found is None:
            if len(self._kept) > 4096:
                self._kept.clear()
            found = self._kept[asked] = self._make(request)
        return found

    def _make(self, request: Request) -> Keys:
        spelling = "juju1 " if request.dialect is Dialect.JUJU1 else ""
        call = f"{spelling}{request.facade} {request.version} {request.method} {request.id} "
        text = request.params
        if text in ("", "{}", "null"):
            return Keys(call + "{}", call + "{}")
        value = self.params(request)
        if value is _OPAQUE:
            return Keys(call + text, call + text)
        loose = without_zeros(value)
        return Keys(call + canonical(value), call + canonical({} if loose is None else loose))

    def params(self, request: Request) -> Any:
        """The parameters, decoded, normalised and without secrets."""
        value = self.disclosed(request)
        if request.facade == "Admin" and request.method.startswith("Login"):
            return _login(value)
        return {} if value is None else value

    def disclosed(self, request: Request) -> Any:
        """The parameters, decoded, without secrets, and otherwise as they are."""
        try:
            # A fresh redactor each time: what one client calls a secret is another's plain word.
            safe = Redactor().params(request.facade, request.version, request.method, request.params)
            return msgspec.json.decode(neutral(safe))
        except (msgspec.MsgspecError, RecursionError, UnicodeError):
            return _OPAQUE


_OPAQUE: Any = object()


def _login(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    kept = {key: value[key] for key in _LOGIN_KEPT if key in value and key != "user-data"}
    with_password = any(value.get(key) for key in ("credentials", "Password"))
    return {
        **kept,
        "by": "password" if with_password else "macaroons" if value.get("macaroons") else "nothing",
    }


def canonical(value: Any) -> str:
    """JSON with sorted keys."""
    return msgspec.json.encode(value, order="deterministic").decode()


def without_zeros(value: Any) -> Any:
    """A value without its zero parts; None when nothing is left."""
    if isinstance(value, dict):
        kept = {key: part for key, item in value.items() if (part := without_zeros(item)) is not None}
        return kept or None
    if isinstance(value, list):
        # Elements keep their places: a list of one empty object is not an empty list.
        return [without_zeros(item) for item in value] or None
    return value if value or value is None else None


def first_difference(recorded: Any, asked: Any, path: str = "") -> str:
    """Where two decoded values first differ and how, or "" when they do not."""
    if isinstance(recorded, dict) and isinstance(asked, dict):
        return _in_objects(recorded, asked, path)
    if isinstance(recorded, list) and isinstance(asked, list):
        for index, (one, other) in enumerate(zip(recorded, asked, strict=False)):
            if found := first_difference(one, other, f"{path}[{index}]"):
                return found
        if len(recorded) != len(asked):
            return f"{path or 'params'}: recorded {len(recorded)} items, asked {len(asked)}"
        return ""
    if recorded == asked and type(recorded) is type(asked):
        return ""
    return f"{path or 'params'}: recorded {shown(recorded)}, asked {shown(asked)}"


def _in_objects(recorded: dict[str, Any], asked: dict[str, Any], path: str) -> str:
    for key in [*recorded, *(key for key in asked if key not in recorded)]:
        where = f"{path}.{key}" if path else key
        if key not in asked:
            return f"{where}: recorded {shown(recorded[key])}, not asked"
        if key not in recorded:
            return f"{where}: not recorded, asked {shown(asked[key])}"
        if found := first_difference(recorded[key], asked[key], where):
            return found
    return ""


def shown(value: Any) -> str:
    """A value in a message, cut to a length that a message can carry."""
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= 60 else text[:57] + "..."
