"""The cookie jar that the juju command keeps per controller: proofs of earlier macaroon logins.

``$JUJU_DATA/cookies/<controller>.json`` is a list of cookies in the form of Go's persistent jar.
Cookies whose name begins with ``macaroon-`` hold a macaroon and its discharges. What others have
written there stays; a file that is written has its name only once it is whole.
Source: the client store facts, cookies (Juju 2.1 and later).
"""

from __future__ import annotations

import base64
import contextlib
import datetime
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jujuclient import macaroons
from jujuclient.errors import JujuError, StoreError

if TYPE_CHECKING:
    from jujuclient.store import ClientStore

_PREFIX = "macaroon-"
_NEVER = "0001-01-01T00:00:00Z"
"""Go's zero time."""
_FOREVER = datetime.timedelta(days=365)


class CookieJar:
    """Macaroons by the host they are for, in a file or in memory; ``repr`` shows none of them.

    Args:
        path: the file; None keeps them in memory.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        self.path = None if path is None else Path(path)
        self._kept: list[dict[str, Any]] = []

    @classmethod
    def of(cls, store: ClientStore, controller: str) -> CookieJar:
        """The jar of a controller in the client store."""
        return cls(store.path / "cookies" / f"{controller}.json")

    def __repr__(self) -> str:
        return f"CookieJar({str(self.path)!r})" if self.path else "CookieJar()"

    def macaroons(self, host: str) -> list[list[Any]]:
        """The proofs for a host that have not expired, the newest first.

        Raises:
            StoreError: the file cannot be read.
        """
        found = []
        for cookie in self._of(host):
            with contextlib.suppress(ValueError, TypeError):
                proof = json.loads(macaroons.from64(str(cookie.get("Value"))))
                if isinstance(proof, list):
                    found.append((str(cookie.get("Creation") or ""), proof))
        return [proof for _, proof in sorted(found, key=lambda one: one[0], reverse=True)]

    def add(self, host: str, proof: list[Any]) -> None:
        """Keep a proof for a host, in place of those that have expired and of the one it follows.

        Args:
            host: a name or an address, without a port.
            proof: a macaroon and its discharges, as JSON values.

        Raises:
            StoreError: the file cannot be read or written.
        """
        now = _now()
        made = _cookie(host, proof, now)
        kept = [one for one in self._all() if _alive(one, now) and not _same(one, made)]
        self._write([*kept, made])

    def remove(self, host: str) -> None:
        """Forget the proofs for a host, as after a logout.

        Raises:
            StoreError: the file cannot be read or written.
        """
        everything = self._all()
        kept = [one for one in everything if not (_is_macaroon(one) and _host(one) == host.lower())]
        if len(kept) != len(everything):
            self._write(kept)

    def _of(self, host: str) -> list[dict[str, Any]]:
        now = _now()
        wanted = host.lower()
        return [one for one in self._all() if _is_macaroon(one) and _host(one) == wanted and _alive(one, now)]

    def _all(self) -> list[dict[str, Any]]:
        if self.path is None:
            return self._kept
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        except (OSError, UnicodeError) as error:
            raise StoreError(f"{self.path}: cannot be read: {error}") from error
        try:
            found = json.loads(text) if text.strip() else []
        except ValueError as error:
            # The parser's words may quote what is in the file: a proof is as good as a password.
            where = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "its content"
            raise StoreError(f"{self.path}: {where} is not JSON; remove the file and log in again") from None
        if found is None:
            return []
        if not isinstance(found, list):
            raise StoreError(f"{self.path}: a list of cookies is expected, found {type(found).__name__}")
        return [one for one in found if isinstance(one, dict)]

    def _write(self, cookies: list[dict[str, Any]]) -> None:
        if self.path is None:
            self._kept = cookies
            return
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # mkstemp gives mode 0600, which is what these files have.
            number, part = tempfile.mkstemp(prefix=f".{self.path.name}.", dir=self.path.parent)
            try:
                with os.fdopen(number, "w", encoding="utf-8") as file:
                    json.dump(cookies, file, separators=(",", ":"))
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(part, self.path)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(part)
                raise
        except OSError as error:
            raise StoreError(f"{self.path}: cannot be written: {error}") from error


def header(proofs: list[list[Any]] | None) -> str:
    """Proofs as the value of a ``Cookie`` header; "" for none."""
    return "; ".join(f"{_name(proof)}={_value(proof)}" for proof in proofs or ())


def _cookie(host: str, proof: list[Any], now: datetime.datetime) -> dict[str, Any]:
    try:
        end = macaroons.expiry(proof)
    except JujuError:
        end = None
    return {
        "Name": _name(proof),
        "Value": _value(proof),
        "Domain": host.lower(),
        "Path": "/",
        "Secure": False,
        "HttpOnly": False,
        "Persistent": True,
        "HostOnly": True,
        "Expires": _text(end or now + _FOREVER),
        "Creation": _text(now),
        "LastAccess": _text(now),
        "Updated": _text(now),
        "CanonicalHost": host.lower(),
    }


def _name(proof: list[Any]) -> str:
    """Of the conditions alone, so that a later login's proof takes the place of an earlier one's."""
    import hashlib

    root = proof[0] if proof and isinstance(proof[0], dict) else {}
    try:
        read = macaroons.Macaroon.from_json(root)
    except JujuError:
        return _PREFIX + hashlib.sha256(json.dumps(root, sort_keys=True).encode()).hexdigest()
    conditions = sorted(one for one in read.conditions if not one.startswith("time-before "))
    named = "\n".join([read.location, *conditions, *(one.location for one in read.third_party)])
    return _PREFIX + hashlib.sha256(named.encode()).hexdigest()


def _value(proof: list[Any]) -> str:
    return base64.b64encode(json.dumps(proof, separators=(",", ":")).encode()).decode()


def _is_macaroon(cookie: dict[str, Any]) -> bool:
    return str(cookie.get("Name") or "").startswith(_PREFIX)


def _host(cookie: dict[str, Any]) -> str:
    return str(cookie.get("CanonicalHost") or cookie.get("Domain") or "").lower()


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(one.get(key) == other[key] for key in ("Name", "Path")) and _host(one) == _host(other)


def _alive(cookie: dict[str, Any], now: datetime.datetime) -> bool:
    """Whether it has not expired; one with no readable end stays, the controller will say."""
    text = str(cookie.get("Expires") or _NEVER)
    if text == _NEVER:
        return True
    try:
        end = datetime.datetime.fromisoformat(text.partition(".")[0].removesuffix("Z"))
    except ValueError:
        return True
    return end.replace(tzinfo=end.tzinfo or datetime.timezone.utc) > now


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.timezone.utc)


def _text(time: datetime.datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
