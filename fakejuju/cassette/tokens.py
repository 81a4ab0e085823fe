"""JSON as a row of tokens: what a redactor walks instead of decoding it."""

from __future__ import annotations

import json
import re

from fakejuju.cassette import secrets

Declared = tuple[tuple[secrets.Path, str], ...]
# One JSON string, brackets, comma and colon, or a run of anything else. It takes damaged JSON too:
# a string without its closing quote reaches to the end, and over half an escape there.
TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
VALUE_OF = "value of "
ITEM_OF = "item of "


class Level:
    """One object or list being walked: the kind it is secret as, and the key at hand."""

    __slots__ = ("about_credentials", "but", "is_list", "key", "kind", "path")

    def __init__(
        self, is_list: bool, kind: str, path: tuple[str, ...], about: bool, but: frozenset[str]
    ) -> None:
        self.is_list = is_list
        self.kind = kind
        self.path = path
        self.about_credentials = about
        self.but = but
        self.key = ""


def kind_of_container(named: str, is_list: bool) -> str:
    """What an object or a list is secret as, given what a string in its place would be.

    ``password: {value: …, source: …}``, as ModelGet writes it, is secret in its value only, and
    ``credentials: [{tag: …}]`` is looked into, not taken whole.
    """
    if named not in ("password", "nonce", "token", "private-key"):
        return named
    if not is_list:
        return VALUE_OF + named
    return ITEM_OF + named if named in ("password", "nonce") else named


def of_type_secret(tokens: list[re.Match[str]]) -> frozenset[int]:
    """Where the objects begin that say ``"type": "secret"``: they describe a charm's option."""
    found = set()
    open_ = [0]
    for index, token in enumerate(tokens):
        word = token[0]
        if word in "{[":
            open_.append(token.start())
        elif word in "}]":
            open_.pop() if len(open_) > 1 else None
        elif word == '"secret"' and [one[0] for one in tokens[index - 2 : index]] == ['"type"', ":"]:
            found.add(open_[-1])
    return frozenset(found)


def declared_kind(path: tuple[str, ...], declared: Declared) -> str:
    return next((kind for wanted, kind in declared if _matches(path, wanted)), "")


def _matches(path: tuple[str, ...], wanted: secrets.Path) -> bool:
    if path and path[0] in ("response", "Response", "params", "Params") and path[:1] != wanted[:1]:
        path = path[1:]
    return len(path) == len(wanted) and all(w in ("*", p) for p, w in zip(path, wanted, strict=True))


def is_value(tokens: list[re.Match[str]], index: int) -> bool:
    return index > 0 and tokens[index - 1][0] == ":"


def unescape(word: str) -> str:
    """The value of a JSON string token; a damaged one is taken as it stands."""
    if "\\" not in word and len(word) > 1 and word[-1] == '"':
        return word[1:-1]
    try:
        value = json.loads(word, strict=False)
    except ValueError:
        value = word[1:-1] if len(word) > 1 and word[-1] == '"' else word[1:]
    return str(value)
