"""Who may import whom: docs/architecture.md, held against the code."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(path for folder in ("jujuclient", "fakejuju") for path in (ROOT / folder).rglob("*.py"))


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def touching(*wanted: str) -> set[str]:
    return {name_of(path) for path in MODULES if imports_of(path) & set(wanted)}


def reaching(room: str, *forbidden: str) -> list[str]:
    return [
        f"{name_of(path)} imports {found}"
        for path in MODULES
        if name_of(path).startswith(room)
        for found in imports_of(path)
        if found.startswith(forbidden)
    ]


def test_jujuclient_never_imports_fakejuju() -> None:
    assert reaching("jujuclient", "fakejuju") == []


def test_the_wire_imports_nothing_of_the_client_but_errors_and_itself() -> None:
    inside = (
        "jujuclient.transport",
        "jujuclient.connection",
        "jujuclient.store",
        "jujuclient.login",
        "socket",
    )

    assert reaching("jujuclient.wire", *inside, "threading", "time", "jujuclient.facades") == []


def test_each_module_of_the_wire_has_a_test_file_of_its_name() -> None:
    modules = {path.stem for path in (ROOT / "jujuclient/wire").glob("*.py")} - {"__init__"}

    assert modules == {path.stem.removeprefix("test_") for path in (ROOT / "tests/wire").glob("test_*.py")}


def test_facades_import_the_wire_only() -> None:
    assert reaching("jujuclient.facades", "jujuclient.connection", "jujuclient.transport", "socket") == []


def test_a_cassette_knows_frames_and_no_servers() -> None:
    servers = (
        "fakejuju.server",
        "fakejuju.session",
        "fakejuju.player",
        "fakejuju.proxy",
        "fakejuju.controller",
        "fakejuju.served",
        "fakejuju.replaying",
    )

    assert reaching("fakejuju.cassette", *servers) == []


def test_the_rules_and_the_state_do_not_know_who_asks() -> None:
    assert reaching("fakejuju.domain", "fakejuju.handlers", "fakejuju.simulator", "fakejuju.controller") == []
    assert reaching("fakejuju.state", "fakejuju.handlers", "fakejuju.domain", "fakejuju.simulation") == []
    assert reaching("fakejuju.projections", "fakejuju.handlers", "fakejuju.simulator") == []


SOCKETS = {
    "jujuclient.dialling",
    "jujuclient.stream",
    "jujuclient.tls",
    "fakejuju.server",
    "fakejuju.notify",
    "fakejuju.testing.network",
}
AGAIN = {"jujuclient.opening", "jujuclient.keepalive", "jujuclient.reconnect"}
"""What tries again, keeps lines open, and makes a line anew that many threads use."""
PAUSES = {"jujuclient.pacing", "jujuclient.waiting", *AGAIN}
"""Where the client waits between two looks, and what is in ``AGAIN``."""
WATCHES = {"jujuclient.verbs.watch", "jujuclient.verbs.beside"}
"""What has a connection of its own, which another thread may close."""
CLASSIC = {f"jujuclient.classic.{name}" for name in ("connector", "environment", "polled", "rpc")}
"""What jujuclient up to 0.54 did itself, and its users patch there; one lock, and pauses on an event."""
CALLS = {f"jujuclient.{name}" for name in ("dialling", "stream", "transport", "line")}


@pytest.mark.parametrize(
    ("module", "rooms"),
    [
        ("socket", SOCKETS | CLASSIC),
        (
            "threading",
            CALLS | PAUSES | WATCHES | CLASSIC | {"fakejuju.loop", "fakejuju.certs", "fakejuju.cli"},
        ),
        ("time", PAUSES | CLASSIC | {"jujuclient.deadline", "jujuclient.line", "fakejuju.clock"}),
        ("random", set()),
    ],
)
def test_sockets_threads_and_time_are_touched_only_in_their_rooms(module: str, rooms: set[str]) -> None:
    assert touching(module) <= rooms


def test_importing_the_client_loads_no_facade_and_no_socket_library() -> None:
    code = (
        "import sys, jujuclient, jujuclient.connection;"
        "heavy = {'websocket', 'websockets', 'uvicorn', 'yaml', 'httpx'};"
        "print(sorted(heavy & set(sys.modules)),"
        " sorted(n for n in sys.modules if n.startswith('jujuclient.facades.') and 'index' not in n))"
    )

    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )

    assert said.stdout.strip() == "[] []"


def test_importing_a_model_loads_no_facade_and_nothing_that_one_verb_alone_needs() -> None:
    code = (
        "import sys; from jujuclient import Model;"
        "heavy = {'websocket', 'yaml', 'ssl', 'hashlib', 'zipfile', 'dataclasses'};"
        "ours = {'bundles', 'charms', 'logs', 'modeltypes', 'secrettypes', 'transport', 'unittypes'};"
        "print(sorted(heavy & set(sys.modules)), sorted(n for n in ours if f'jujuclient.{n}' in sys.modules),"
        " sorted(n for n in sys.modules if n.startswith('jujuclient.facades.') and 'index' not in n))"
    )

    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )

    assert said.stdout.strip() == "[] [] []"
