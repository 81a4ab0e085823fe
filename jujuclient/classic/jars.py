"""Macaroons that the juju command left in its cookie jars."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


def macaroons_for(endpoint: str, environ: Mapping[str, str]) -> list[Any]:
    """The macaroons for the host of an endpoint, each as the list the login takes (defect 21)."""
    host = urlsplit(endpoint if "://" in endpoint else f"wss://{endpoint}").hostname or ""
    found = []
    for jar in _jars(environ):
        for cookie in _cookies(jar):
            if str(cookie.get("Name", "")).startswith("macaroon-") and _is_for(cookie, host):
                found.append(_decoded(str(cookie.get("Value", ""))))
    return [one for one in found if one]


def _jars(environ: Mapping[str, str]) -> Iterator[Path]:
    from jujuclient.store import ClientStore

    yield from sorted((ClientStore(environ=environ).path / "cookies").glob("*.json"))
    yield Path(environ.get("HOME", "~")).expanduser() / ".go-cookies"


def _cookies(jar: Path) -> list[dict[str, Any]]:
    try:
        found = json.loads(jar.read_text())
    except (OSError, ValueError):
        return []
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _is_for(cookie: Mapping[str, Any], host: str) -> bool:
    """True for the very host: 0.54 took any endpoint that had the name somewhere in it."""
    return bool(host) and host in (cookie.get("CanonicalHost"), cookie.get("Domain"))


def _decoded(value: str) -> Any:
    try:
        return json.loads(base64.b64decode(value + "=" * (-len(value) % 4)))
    except ValueError:
        return None
