"""Redaction: what goes to the file holds marks where the wire had secrets.

A payload is never decoded and written again: its text is walked, and only the values that are
secret are cut out, so every other byte stays as it was. The same secret gives the same mark
everywhere in a cassette, so what was equal stays equal. A secret of six or more characters is
remembered, and replaced wherever else it turns up: raw, escaped, in a URL, or in base64.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import io
import json
import mmap
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, quote_plus, unquote_plus

import msgspec

from fakejuju.cassette import secrets
from fakejuju.cassette.files import body_bytes, make_body
from fakejuju.cassette.model import (
    Body,
    Cassette,
    Close,
    Connection,
    Event,
    Exchange,
    HttpExchange,
    Note,
    Push,
    Stray,
)
from fakejuju.cassette.secrets import KEPT_IN_MACAROONS, MARK, PATTERNS, PUBLIC_ATTRIBUTES
from jujuclient.wire.messages import Failure

E = TypeVar("E", bound=Event)
Declared = tuple[tuple[secrets.Path, str], ...]

LEARNED_FROM = 6
"""A secret shorter than this is replaced in its own field only."""

# One JSON string, brackets, comma and colon, or a run of anything else. It takes damaged JSON too:
# a string without its closing quote reaches to the end.
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\Z)|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_NUMBER = re.compile(r"-?[0-9.eE+-]{6,}")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{4,}={0,2}")
_RUN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-=")
_VALUE_OF = "value of "
_ITEM_OF = "item of "
_VALUES = ("value", "default", "value64")
_CONFIGS = frozenset({"config", "Config", "options", "Options", "settings", "Settings"})
UNPACKED_LIMIT = 32 * 1024 * 1024
"""What is compressed is looked into up to this many bytes; more of it is an archive."""
_KEY_FOLLOWS = re.compile(r'[^"\\]*"\s*:')


class _Level:
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
            inner = _unpacked(data)
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
        """True when a file holds a secret that is known by now."""
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
            return any(text.find(word.encode()) >= 0 for word in (*self._forms, *self._cores))

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
        if value in self._forms or not _worth_learning(value):
            return
        inner = _decoded(value)
        for text in (value, inner):
            if text is None or not _worth_learning(text):
                continue
            self._marks.setdefault(text, mark)
            for form in _forms(text):
                self._forms.setdefault(form, mark)
            for core in _base64_cores(text.encode()):
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
        about = secrets.is_about_credentials(facade, method)
        places = secrets.places_for(facade, method)
        made: list[str] = []
        kept = 0
        levels = [_Level(True, "", (), about, frozenset())]
        tokens = list(_TOKEN.finditer(text))
        typed = _of_type_secret(tokens) if '"secret"' in text else frozenset()
        for index, token in enumerate(tokens):
            word = token[0]
            first = word[0]
            level = levels[-1]
            if first in "{[":
                levels.append(self._inner(level, first == "[", places, declared))
                if token.start() in typed:
                    levels[-1].kind = levels[-1].kind or _VALUE_OF + "secret-option"
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
                and not _is_value(tokens, index)
            ):
                level.key = _unescape(word)
            else:
                new = self._leaf(level, word, declared)
                if new is not word:
                    made += (text[kept : token.start()], new)
                    kept = token.end()
        return "".join((*made, text[kept:])) if made else text

    def _inner(
        self,
        level: _Level,
        is_list: bool,
        places: tuple[secrets.Place, ...],
        declared: Declared,
    ) -> _Level:
        """The level that opens under the key at hand, and what it is secret as."""
        if level.is_list and not level.key:
            return _Level(is_list, level.kind, level.path, level.about_credentials, level.but)
        key = level.key
        path = (*level.path, key) if key else level.path
        about = level.about_credentials or "redential" in key
        kind, but = level.kind, level.but
        if not kind or kind.startswith((_VALUE_OF, _ITEM_OF)):
            kind = _kind_of_container(secrets.kind_of_key(key), is_list)
            for place in places:
                if place.path[1] == key and (place.kind != "cloud-credential" or about):
                    kind, but = place.kind, place.but
            kind = kind or _declared_kind(path, declared)
        return _Level(is_list, kind, path, about, but)

    def _leaf(self, level: _Level, word: str, declared: Declared) -> str:
        """A value as it goes to the file: the very same object when it stays."""
        if word in ('""', "null", "true", "false"):
            return word
        kind, key = level.kind, level.key
        if kind == "macaroon" and key in KEPT_IN_MACAROONS:
            return word
        if kind.startswith(_ITEM_OF):
            kind = kind[len(_ITEM_OF) :] if level.is_list and not key else ""
        if not kind or kind.startswith(_VALUE_OF):
            is_value = kind and key.lower() in _VALUES
            kind = kind[len(_VALUE_OF) :] if is_value else secrets.kind_of_key(key)
            kind = kind or _declared_kind((*level.path, key), declared)
            if not kind and key in self._options and not _CONFIGS.isdisjoint(level.path[-1:]):
                kind = "secret-option"
        if key in level.but:
            kind = ""
        if word[0] != '"':
            is_number = kind not in ("", "macaroon", "nonce") and _NUMBER.fullmatch(word)
            return f'"{self._mark(kind, word)}"' if is_number else word
        return self._secret_leaf(kind, key, word) if kind else self._string(key, word)

    def _secret_leaf(self, kind: str, key: str, word: str) -> str:
        value = _unescape(word)
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
        if any(word in lowered for word in secrets.ASSIGNED_IN_YAML):
            text = secrets.YAML_LINE.sub(lambda m: m[1] + self._mark("password", m[2]), text)
        if '"' in text[1:-1] and any(word in lowered for word in secrets.MEMBERS):
            text = secrets.MEMBER.sub(lambda m: _put(m, 2, self._mark("password", m[2])), text)
        return text

    def _command_line(self, text: str, lowered: str) -> str:
        match = secrets.CONTENT_COMMAND.search(text) if "-secret " in lowered else None
        if match:
            rest = secrets.ARGUMENT.sub(lambda m: f"{m[1]}={self._mark('secret-content', m[2])}", match[1])
            text = text[: match.start(1)] + rest + text[match.end(1) :]
        if any(word in lowered for word in secrets.ASSIGNED):
            text = secrets.ASSIGNMENT.sub(lambda m: m[1] + self._mark("password", m[2]), text)
        if "--" in text:
            text = secrets.OPTION.sub(lambda m: m[1] + self._mark("password", m[2]), text)
        return text

    def _patterns(self, text: str, essence: str = "") -> str:
        essence = essence or text
        for kind, trigger, regex in PATTERNS:
            if trigger in essence:
                text = regex.sub(lambda m, k=kind: _put(m, 1, self._mark(k, m[1])), text)  # type: ignore[misc]
        return text

    def _replace_learned(self, text: str, *, in_json: bool, essence: str = "") -> str:
        essence = essence or text
        for form, mark in self._forms.items():
            if form in (text if '"' in form else essence):
                text = _replace_form(text, form, mark, in_json)
        for core, mark in self._cores.items():
            if core in essence:
                text = _replace_run(text, core, mark)
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
        inner = _decoded(rest.strip())
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


# --- cassettes -----------------------------------------------------------------------------------


def redact_cassette(cassette: Cassette, redactor: Redactor) -> Cassette:
    """A copy of a cassette with its secrets replaced; the original stays as it is.

    The events are gone through twice: what stands in an ordinary place, such as a command line,
    before the field comes that gives it away, is found the second time.
    """
    for event in cassette.events:
        redact_event(redactor, event)
    events = [redact_event(redactor, event) for event in cassette.events]
    return msgspec.structs.replace(cassette, events=events)


def redact_event(redactor: Redactor, event: E) -> E:
    """A copy of one event with its secrets replaced."""
    copy: E = _REDACT[type(event)](redactor, event)
    return copy


def redact_exchange(redactor: Redactor, event: Exchange) -> Exchange:
    """A copy of a call and its answer with their secrets replaced."""
    call = (event.facade, event.version, event.method)
    made = msgspec.structs.replace(
        event,
        params=redactor.params(*call, event.params),
        result=redactor.result(*call, event.result),
        answer=redactor.result(*call, event.answer) if event.answer else "",
    )
    failure = event.failure
    if failure is not None:
        # Last, when what the call gave away is known.
        info = redactor.frame(failure.info) if failure.info else ""
        made.failure = Failure(redactor.text(failure.message), failure.code, info)
    return made


def redact_http(redactor: Redactor, event: HttpExchange) -> HttpExchange:
    """A copy of an HTTP exchange with its secrets replaced; bodies in files stay as they are."""
    return msgspec.structs.replace(
        event,
        path=redactor.path(event.path),
        headers=redactor.headers(event.headers),
        body=_redact_body(redactor, event, event.body, event.headers, response=False),
        response_headers=redactor.headers(event.response_headers),
        response_body=_redact_body(
            redactor, event, event.response_body, event.response_headers, response=True
        ),
    )


def _redact_body(
    redactor: Redactor,
    event: HttpExchange,
    body: Body | None,
    headers: list[tuple[str, str]],
    *,
    response: bool,
) -> Body | None:
    data = body_bytes(body, None)
    if not data:
        return body
    content_type = next((value for name, value in headers if name.lower() == "content-type"), "")
    new = redactor.body(event.method, event.path, content_type, data, response=response)
    return body if new == data else make_body(new)


_REDACT: dict[type, Callable[[Redactor, Any], Any]] = {
    Connection: lambda r, e: msgspec.structs.replace(e, path=r.path(e.path)),
    Exchange: redact_exchange,
    Push: lambda r, e: msgspec.structs.replace(e, frame=r.frame(e.frame)),
    Close: lambda r, e: msgspec.structs.replace(e, reason=r.text(e.reason)),
    Stray: lambda r, e: msgspec.structs.replace(e, frame=r.frame(e.frame)),
    Note: lambda r, e: msgspec.structs.replace(e, text=r.frame(e.text)),
    HttpExchange: redact_http,
}


# --- helpers -----------------------------------------------------------------------------------


def _kind_of_container(named: str, is_list: bool) -> str:
    """What an object or a list is secret as, given what a string in its place would be.

    ``password: {value: …, source: …}``, as ModelGet writes it, is secret in its value only, and
    ``credentials: [{tag: …}]`` is looked into, not taken whole.
    """
    if named in ("password", "nonce", "token", "private-key"):
        return (
            _ITEM_OF if is_list and named in ("password", "nonce") else "" if is_list else _VALUE_OF
        ) + named
    return named


def _of_type_secret(tokens: list[re.Match[str]]) -> frozenset[int]:
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


def _unpacked(data: bytes) -> bytes:
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


def _declared_kind(path: tuple[str, ...], declared: Declared) -> str:
    return next((kind for wanted, kind in declared if _matches(path, wanted)), "")


def _matches(path: tuple[str, ...], wanted: secrets.Path) -> bool:
    if path and path[0] in ("response", "Response", "params", "Params") and path[:1] != wanted[:1]:
        path = path[1:]
    return len(path) == len(wanted) and all(w in ("*", p) for p, w in zip(path, wanted, strict=True))


def _is_value(tokens: list[re.Match[str]], index: int) -> bool:
    return index > 0 and tokens[index - 1][0] == ":"


def _unescape(word: str) -> str:
    """The value of a JSON string token; a damaged one is taken as it stands."""
    if "\\" not in word and len(word) > 1 and word[-1] == '"':
        return word[1:-1]
    try:
        value = json.loads(word, strict=False)
    except ValueError:
        value = word[1:-1] if len(word) > 1 and word[-1] == '"' else word[1:]
    return str(value)


def _is_no_secret(kind: str, key: str, value: str) -> bool:
    """What stands in a field of secrets without being one: a tag, or the URI of a secret."""
    if kind in ("password", "secret-option"):
        return value.startswith(("cloudcred-", "secret:", "user-")) or (
            key == "credentials" and value.count("/") == 2
        )
    return False


def _worth_learning(value: str) -> bool:
    return (
        len(value) >= LEARNED_FROM
        and value.lower() not in secrets.VOCABULARY
        and not MARK.search(value)
        and not value.isspace()
    )


def _decoded(value: str) -> str | None:
    """What a text holds in base64, when that is a text of its own."""
    if not _BASE64.fullmatch(value):
        return None
    try:
        inner = base64.b64decode(value.replace("-", "+").replace("_", "/") + "=" * (-len(value) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return inner if inner.isprintable() else None


def _forms(value: str) -> Iterator[str]:
    """The ways a text is spelled on this wire, each once; the longest first."""
    escaped = json.dumps(value, ensure_ascii=False)[1:-1]
    go = escaped.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    ascii_only = json.dumps(value)[1:-1]
    twice = json.dumps(escaped, ensure_ascii=False)[1:-1]
    url = quote(value, safe="")
    found = {
        value,
        escaped,
        go,
        ascii_only,
        twice,
        url,
        url.lower() if "%" in url else url,
        quote_plus(value),
    }
    found.add(quote(value, safe="/:@!$&'()*+,;=~-._"))
    yield from sorted((form for form in found if len(form) >= LEARNED_FROM), key=len, reverse=True)


def _base64_cores(data: bytes) -> Iterator[str]:
    """What every base64 of a text with these bytes in it holds, at each of the three alignments."""
    for before, skipped in ((0, 0), (1, 2), (2, 3)):
        whole = (before + len(data)) * 8 // 6
        core = base64.b64encode(b"\0" * before + data).decode()[skipped:whole]
        if len(core) < LEARNED_FROM:
            continue
        yield core
        if "+" in core or "/" in core:
            yield core.replace("+", "-").replace("/", "_")


def _put(match: re.Match[str], group: int, new: str) -> str:
    start, end = match.start(group) - match.start(), match.end(group) - match.start()
    return match[0][:start] + new + match[0][end:]


def _replace_form(text: str, form: str, mark: str, in_json: bool) -> str:
    if not in_json or not re.fullmatch(r"[A-Za-z-]+", form):
        return text.replace(form, mark)
    # A word may be the name of a field; names stay.
    made: list[str] = []
    kept = 0
    start = text.find(form)
    while start >= 0:
        end = start + len(form)
        if not _KEY_FOLLOWS.match(text, end):
            made += (text[kept:start], mark)
            kept = end
        start = text.find(form, end)
    return "".join((*made, text[kept:]))


def _replace_run(text: str, core: str, mark: str) -> str:
    """Replace the whole run of base64 that a core is found in: its ends hold bits of the secret too."""
    start = text.find(core)
    while start >= 0:
        first, end = start, start + len(core)
        while first > 0 and text[first - 1] in _RUN:
            first -= 1
        while end < len(text) and text[end] in _RUN:
            end += 1
        text = text[:first] + mark + text[end:]
        start = text.find(core, first + len(mark))
    return text
