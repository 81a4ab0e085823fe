"""Redaction: what goes to the file holds marks where the wire had secrets.

A payload is never decoded and written again: its text is walked, and only the values that are
secret are cut out, so every other byte stays as it was. The same secret gives the same mark
everywhere in a cassette, so what was equal stays equal. A secret of six or more characters is
remembered, and replaced wherever else it turns up: raw, escaped, in a URL, or in base64.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from pathlib import Path
from urllib.parse import unquote_plus

from fakejuju.cassette import secrets
from fakejuju.cassette.secrets import KEPT_IN_MACAROONS, MARK, PATTERNS, PUBLIC_ATTRIBUTES
from fakejuju.cassette.spellings import (
    base64_cores,
    decoded,
    filter_for,
    forms,
    in_quotes,
    put,
    replace_form,
    replace_run,
    worth_learning,
)
from fakejuju.cassette.tokens import (
    ITEM_OF,
    TOKEN,
    VALUE_OF,
    Declared,
    Level,
    declared_kind,
    is_value,
    kind_of_container,
    of_type_secret,
    unescape,
)

_NUMBER = re.compile(r"-?[0-9.eE+-]{6,}")
_VALUES = ("value", "default", "value64")
_CONFIGS = frozenset({"config", "Config", "options", "Options", "settings", "Settings"})
PIECE = 1024 * 1024
"""Files are looked through in pieces of this many bytes."""
UNPACKED_LIMIT = 32 * 1024 * 1024
"""What is compressed is looked into up to this many bytes; more of it is an archive."""


class Redactor:
    """Redacts one conversation; one object per cassette, because marks count through it.

    Attributes:
        marks_used: the marks that were given, by kind: ``{"password": 2}`` for two passwords.
    """

    def __init__(self) -> None:
        self.marks_used: dict[str, int] = {}
        self._marks: dict[str, str] = {}
        self._forms: dict[str, str] = {}  # the longest first, or the end of a longer one would stay
        self._cores: dict[str, str] = {}
        self._options: set[str] = set()  # names of charm options that were seen to be of type secret

    @property
    def rules(self) -> list[str]:
        """The names of the rules, for the header of the cassette."""
        return list(secrets.RULES)

    # --- the ways in ---------------------------------------------------------------------

    def params(self, facade: str, version: int, method: str, text: str) -> str:
        """The parameters of a call, redacted: JSON in, JSON out."""
        return self._payload(facade, version, method, text)

    def result(self, facade: str, version: int, method: str, text: str) -> str:
        """The result of a call, redacted: JSON in, JSON out."""
        return self._payload(facade, version, method, text)

    def frame(self, text: str) -> str:
        """A frame that is no call, JSON or not: a record of debug-log, a frame of /commands, a stray."""
        return self._payload("", 0, "", text)

    def text(self, text: str) -> str:
        """A free text: an error message, a command line, a note, the reason of a close."""
        return self._replace_learned(self._patterns(self._assignments(text)), in_json=False) if text else text

    def headers(self, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """HTTP headers, redacted. Cookies keep their names and attributes, and lose their values."""
        return [(name, self._header(name, value)) for name, value in headers]

    def path(self, path: str) -> str:
        """The path of a request, with the secret values of its query replaced."""
        before, mark, query = path.partition("?")
        if mark:
            query = self._query(before, query)
        return self._replace_learned(self._patterns(before + mark + query), in_json=False)

    def body(
        self,
        method: str,
        path: str,
        content_type: str,
        data: bytes,
        *,
        response: bool,
        begins: bytes = b"",
    ) -> bytes:
        """The body of an HTTP message, redacted; one that was compressed is looked into.

        Args:
            begins: how the body begins, where ``data`` is a later piece of it.
        """
        if not data:
            return data
        if data.startswith(b"\x1f\x8b"):
            inner = unpacked(data)
            new = self.body(method, path, content_type, inner, response=response)
            return self._binary(data) if new == inner else gzip.compress(new, mtime=0)
        try:
            text = data.decode()
        except UnicodeDecodeError:
            return self._binary(data)
        if "form-urlencoded" in content_type:
            return self._query(path, text).encode()
        del method, response
        secret_place = path.startswith(("/auth/", "/register", "/offeraccess/"))
        if (begins or data).lstrip()[:1] in (b"{", b"["):
            return self._payload("HTTP", 0, "Login" if secret_place else "", text).encode()
        return self.text(text).encode()

    def holds_learned(self, data: bytes) -> bool:
        """True when bytes that are no text hold a secret that is known already."""
        return any(form.encode() in data for form in self._forms)

    def is_left_in(self, path: Path) -> bool:
        """True when a file holds a secret that is known by now; it is read in pieces."""
        words = self._words()
        overlap, rest = max(map(len, words), default=0), b""
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                rest += piece
                if any(word in rest for word in words):
                    return True
                rest = rest[max(len(rest) - overlap, 0) :]
        return False

    def knows_of(self, data: bytes) -> bool:
        """True when bytes hold a secret that is known by now."""
        return any(word in data for word in self._words())

    def _words(self) -> list[bytes]:
        """Every spelling of every secret, as it stands in a block or between YAML's quotes."""
        words = (*self._forms, *self._cores)
        return [word.encode() for word in {*words, *map(in_quotes, words)}]

    @property
    def longest(self) -> int:
        """How long the longest spelling of a known secret is, in bytes."""
        return max((len(form.encode()) for form in self._forms), default=0)

    def cut(self, data: bytes, end: int) -> int:
        """Where data may be cut, at ``end`` or before it, without cutting a known secret."""
        for form in map(str.encode, self._forms):
            start = data.find(form, max(end - len(form) + 1, 0), end + len(form) - 1)
            if 0 <= start < end:
                return self.cut(data, start)
        return end

    def learn(self, secret: str, kind: str = "password") -> str:
        """Make a secret known before it is seen, such as the password the proxy logs in with."""
        return self._mark(kind, secret)

    # --- marks -----------------------------------------------------------------------------

    def _mark(self, kind: str, value: str, *, learned: bool = True) -> str:
        """The mark of a secret; the same one for the same secret, whatever field it is in."""
        if not value or MARK.fullmatch(value):
            return value
        mark = self._marks.get(value)
        if mark is None:
            number = self.marks_used.get(kind, 0) + 1
            self.marks_used[kind] = number
            mark = self._marks[value] = f"<{kind}:{number}>"
        if learned:
            self._learn(value, mark)
        return mark

    def _learn(self, value: str, mark: str) -> None:
        if value in self._forms or not worth_learning(value):
            return
        inner = decoded(value)
        for text in (value, inner):
            if text is None or not worth_learning(text):
                continue
            self._marks.setdefault(text, mark)
            for form in forms(text):
                self._forms.setdefault(form, mark)
            for core in base64_cores(text.encode()):
                self._cores.setdefault(core, mark)
        self._forms = dict(sorted(self._forms.items(), key=lambda item: -len(item[0])))
        self._cores = dict(sorted(self._cores.items(), key=lambda item: -len(item[0])))

    # --- JSON, as text -----------------------------------------------------------------------

    def _payload(self, facade: str, version: int, method: str, text: str) -> str:
        # The distinct words of a payload are a small part of it, and what is looked for by its looks
        # never reaches over a quote: this is what makes a status cost little.
        words = set(text.split('"'))
        essence = "\0".join(words)
        declared = secrets.declared_paths(facade, version, method) if facade else ()
        about = "ecret" in facade or "ecret" in method or secrets.is_about_credentials(facade, method)
        chosen = not self._options.isdisjoint(words)
        if declared or about or chosen or secrets.has_secret_word(words) or _assigns(essence):
            text = self._walk(facade, method, text, declared)
        return self._replace_learned(self._patterns(text, essence), in_json=True, essence=essence)

    def _walk(self, facade: str, method: str, text: str, declared: Declared) -> str:
        # One loop of 36 lines, and no function for each token: a large status has a million of them.
        about = secrets.is_about_credentials(facade, method)
        places = secrets.places_for(facade, method)
        made: list[str] = []
        kept = 0
        levels = [Level(True, "", (), about, frozenset())]
        tokens = list(TOKEN.finditer(text))
        typed = of_type_secret(tokens) if '"secret"' in text else frozenset()
        for index, token in enumerate(tokens):
            word = token[0]
            first = word[0]
            level = levels[-1]
            if first in "{[":
                levels.append(self._inner(level, first == "[", places, declared))
                if token.start() in typed:
                    levels[-1].kind = levels[-1].kind or VALUE_OF + "secret-option"
                    self._options.add(level.key)
            elif first in "}]":
                if len(levels) > 1:
                    levels.pop()
            elif first in ",:":
                if first == "," and len(levels) == 1:
                    level.key = ""
            elif (
                first == '"'
                and (not level.is_list or len(levels) == 1)  # a later piece begins within an object
                and index + 1 < len(tokens)
                and tokens[index + 1][0] == ":"
                and not is_value(tokens, index)
            ):
                level.key = unescape(word)
            else:
                new = self._leaf(level, word, declared)
                if new is not word:
                    made += (text[kept : token.start()], new)
                    kept = token.end()
        return "".join((*made, text[kept:])) if made else text

    def _inner(
        self,
        level: Level,
        is_list: bool,
        places: tuple[secrets.Place, ...],
        declared: Declared,
    ) -> Level:
        """The level that opens under the key at hand, and what it is secret as."""
        if level.is_list and not level.key:
            return Level(is_list, level.kind, level.path, level.about_credentials, level.but)
        key = level.key
        path = (*level.path, key) if key else level.path
        about = level.about_credentials or "redential" in key
        kind, but = level.kind, level.but
        if not kind or kind.startswith((VALUE_OF, ITEM_OF)):
            kind = kind_of_container(secrets.kind_of_key(key), is_list)
            for place in places:
                if place.path[1] == key and (place.kind != "cloud-credential" or about):
                    kind, but = place.kind, place.but
            kind = kind or declared_kind(path, declared)
        return Level(is_list, kind, path, about, but)

    def _leaf(self, level: Level, word: str, declared: Declared) -> str:
        """A value as it goes to the file: the very same object when it stays."""
        if word in ('""', "null", "true", "false"):
            return word
        kind, key = level.kind, level.key
        if kind == "macaroon" and key in KEPT_IN_MACAROONS:
            return word
        if kind.startswith(ITEM_OF):
            kind = kind[len(ITEM_OF) :] if level.is_list and not key else ""
        if not kind or kind.startswith(VALUE_OF):
            is_value = kind and key.lower() in _VALUES
            kind = kind[len(VALUE_OF) :] if is_value else secrets.kind_of_key(key)
            kind = kind or declared_kind((*level.path, key), declared)
            if not kind and key in self._options and not _CONFIGS.isdisjoint(level.path[-1:]):
                kind = "secret-option"
        if key in level.but:
            kind = ""
        if word[0] != '"':
            is_number = kind not in ("", "macaroon", "nonce") and _NUMBER.fullmatch(word)
            return f'"{self._mark(kind, word)}"' if is_number else word
        return self._secret_leaf(kind, key, word) if kind else self._string(key, word)

    def _secret_leaf(self, kind: str, key: str, word: str) -> str:
        value = unescape(word)
        if MARK.fullmatch(value) or _is_no_secret(kind, key, value):
            return word
        public = kind == "cloud-credential" and key.lower() in PUBLIC_ATTRIBUTES
        plain = kind == "macaroon" and " " in value
        mark = self._mark(kind, value, learned=not public and not plain and kind != "nonce")
        return f'"{mark}"'

    def _string(self, key: str, word: str) -> str:
        """A string under an ordinary key: a command line or an embedded text may hold a secret."""
        if key in ("cli-args", "CLIArgs", "commands"):
            new = self._command_line(word, word.lower())
        elif "=" in word or "\\" in word:
            new = self._assignments(word)
        else:
            return word
        return word if new == word else new

    # --- texts ---------------------------------------------------------------------------------

    def _assignments(self, text: str) -> str:
        """A text with what it assigns to secret names replaced: options, JSON members, lines of YAML."""
        lowered = text.lower()
        text = self._command_line(text, lowered)
        if "?" in text and "=" in text:
            text = secrets.IN_URL.sub(lambda m: m[1] + self._mark("token", unquote_plus(m[2])), text)
        if "name=" in lowered:
            text = secrets.FORM_FIELD.sub(lambda m: m[1] + self._mark("password", m[2]), text)
        if ": " in lowered and any(word in lowered for word in secrets.ASSIGNED_IN_YAML):
            text = secrets.YAML_LINE.sub(lambda m: m[1] + self._mark("password", m[2]), text)
        if '"' in text[1:-1] and any(word in lowered for word in secrets.MEMBERS):
            text = secrets.MEMBER.sub(lambda m: put(m, 2, self._mark("password", m[2])), text)
        return text

    def _command_line(self, text: str, lowered: str) -> str:
        match = secrets.CONTENT_COMMAND.search(text) if "-secret " in lowered else None
        if match:
            rest = secrets.ARGUMENT.sub(lambda m: f"{m[1]}={self._mark('secret-content', m[2])}", match[1])
            text = text[: match.start(1)] + rest + text[match.end(1) :]
        if "=" in lowered and any(word in lowered for word in secrets.ASSIGNED):
            text = secrets.ASSIGNMENT.sub(lambda m: m[1] + self._mark("password", m[2]), text)
        if "--" in text:
            text = secrets.OPTION.sub(lambda m: m[1] + self._mark("password", m[2]), text)
        return text

    def _patterns(self, text: str, essence: str = "") -> str:
        essence = essence or text
        can_hold = filter_for(essence)
        for kind, trigger, regex in PATTERNS:
            if can_hold(trigger) and trigger in essence:
                text = regex.sub(lambda m, k=kind: put(m, 1, self._mark(k, m[1])), text)  # type: ignore[misc]  # mypy does not infer a lambda's default
        return text

    def _replace_learned(self, text: str, *, in_json: bool, essence: str = "") -> str:
        can_hold = filter_for(text, essence)
        essence = essence or text
        for form, mark in self._forms.items():
            if can_hold(form) and form in (text if '"' in form else essence):
                text = replace_form(text, form, mark, in_json)
        for core, mark in self._cores.items():
            if can_hold(core) and core in essence:
                text = replace_run(text, core, mark)
        return text

    # --- HTTP ------------------------------------------------------------------------------------

    def _header(self, name: str, value: str) -> str:
        lowered = name.lower()
        if not value:
            return value
        if lowered in ("authorization", "proxy-authorization"):
            self._learn_basic(value)
            return self._mark("authorization", value)
        if lowered == "cookie":
            return "; ".join(self._cookie(part) for part in value.split("; "))
        if lowered == "set-cookie":
            first, mark, rest = value.partition(";")
            return self._cookie(first) + mark + self.text(rest)
        if secrets.HEADERS.fullmatch(name):
            return self._mark("macaroon" if "macaroon" in lowered else "token", value)
        return (
            self.path(value) if lowered in ("location", "referer", "content-location") else self.text(value)
        )

    def _cookie(self, text: str) -> str:
        name, equals, value = text.partition("=")
        return name + equals + self._mark("cookie", value) if equals else self._mark("cookie", text)

    def _learn_basic(self, value: str) -> None:
        scheme, _, rest = value.partition(" ")
        if scheme.lower() != "basic":
            self._mark("token", rest.strip())
            return
        inner = decoded(rest.strip())
        if inner is not None and ":" in inner:
            self._mark("password", inner.partition(":")[2])

    def _query(self, path: str, query: str) -> str:
        for_discharger = path.partition("?")[0].endswith("/discharge")
        return "&".join(self._query_part(part, for_discharger) for part in query.split("&"))

    def _query_part(self, part: str, for_discharger: bool) -> str:
        name, equals, value = part.partition("=")
        is_caveat = for_discharger and secrets.CAVEAT_ID.fullmatch(part) is not None
        if not value or not (is_caveat or secrets.QUERY.fullmatch(name)):
            return part
        plain = unquote_plus(value)
        if MARK.fullmatch(plain):
            return part
        lowered = name.lower()
        of_macaroon = is_caveat or lowered.startswith(("macaroon", "caveat"))
        kind = "password" if "pass" in lowered else "macaroon" if of_macaroon else "token"
        return name + equals + self._mark(kind, plain)

    def _binary(self, data: bytes) -> bytes:
        for form, mark in self._forms.items():
            if form.encode() in data:
                data = data.replace(form.encode(), mark.encode())
        return data


def unpacked(data: bytes) -> bytes:
    """What gzip packed; b"" for what it did not, and for what is over the limit."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            inner = file.read(UNPACKED_LIMIT + 1)
    except (OSError, EOFError, zlib.error):
        return b""
    return inner if len(inner) <= UNPACKED_LIMIT else b""


def _assigns(essence: str) -> bool:
    """True for a payload with a text in it that may assign a secret, in a command line or in YAML."""
    lines = "\\n" in essence
    if "=" not in essence and not lines:
        return False
    lowered = essence.lower()
    if "?" in essence and secrets.IN_URL.search(essence):
        return True
    return any(word in lowered for word in secrets.ASSIGNED) or (
        lines and any(word in lowered for word in secrets.ASSIGNED_IN_YAML)
    )


def _is_no_secret(kind: str, key: str, value: str) -> bool:
    """What stands in a field of secrets without being one: a tag, or the URI of a secret."""
    if kind in ("password", "secret-option"):
        return value.startswith(("cloudcred-", "secret:", "user-")) or (
            key == "credentials" and value.count("/") == 2
        )
    return False
