"""Whatever is sent to a handler, it refuses it, or answers in the shape of its version: none raises.

Parameters are made of the types that the facts declare, with words that mean something to a
controller put where they do not belong, and with what is null, absent, zero or of another version.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asking import Asking
from hypothesis import given, settings, strategies as st
from speaking import Failure, Speaking

from fakejuju.agents import Agents
from fakejuju.consistency import problems
from fakejuju.offered import offered

sys.path.append(str(Path(__file__).parents[1] / "facades"))
import facts

WORDS = (
    "", "x", "0", "42", "-1", "mysql", "wordpress", "logging", "store", "none", "mysql/0", "mysql/9",
    "mysql/leader", "logging/0", "0/lxd/0", "machine-0", "machine-9", "machine-0-lxd-0", "unit-mysql-0",
    "unit-mysql-9", "application-mysql", "application-none", "service-mysql", "user-admin", "user-bob",
    "user-nobody@external", "bob", "admin", "storage-data-0", "data/0", "volume-0", "filesystem-0",
    "space-alpha", "alpha", "dmz", "subnet-10.0.0.0/24", "10.0.0.0/24", "cloud-dummy", "cloud-x",
    "cloudcred-dummy_admin_cred", "action-1", "operation-1", "admin/default.mysql", "mysql:server",
    "wordpress:db", "relation-wordpress.db#mysql.server", "local:jammy/mysql-0", "local:mysql-0",
    "local:trusty/mysql-0", "ch:postgresql", "cs:trusty/mysql-1", "::", "grant", "revoke", "add", "remove",
    "read", "write", "superuser", "login", "BlockDestroy", "BlockChange", "jammy", "ubuntu", "22.04",
    "22.04/stable", "amd64", "latest/edge", "lxd", "#", "JobHostUnits", "title",
    "secret:9m4e2mr0ui3e8a215n4g", "loop", "rootfs", "2.9.1", "9.9.9", "ü\u2028", "y" * 300, "%s", "*",
    "mysql/*", "2020-01-01T00:00:00Z", "2020-13-45", "logging-config", "agent-version", "backup",
    "juju-run", "caas", "master", "unit", "juju-unit", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC me@here",
    "mem=2G", "mem=x y", "https://x/y", "title: 5\n", "mysql: [1]\n", "mysql:\n  title: !!int x\n",
    "applications: [1]\n", "a: &a [*a]\n", "[" * 200,
    "applications:\n  mysql: {charm: mysql, num_units: 1, to: [lxd:0]}\n", "description: x\n",
)  # fmt: skip
NUMBERS = (0, 1, -1, 2, 5, 42)
BIG = (*NUMBERS, 2**31, 2**63 - 1, -(2**63))
OPEN = (None, 0, 1.5, "", "text", [], {}, True, {"a": [1, {"b": None}]}, "5")
COUNTS = ("num-units", "count", "scale", "scale-change", "num-controllers", "limit", "min-units", "size")
SERIES = ("1.25", "2.9", "3.6", "4.0")


class Sender:
    """A controller with something of each kind, and the parameters that are sent to it."""

    def __init__(self, juju: str, seed: int) -> None:
        self.juju = juju
        self.random = random.Random(seed)
        self.world = Speaking(juju)
        if self.random.random() < 0.5:
            self.world.sim.agents = Agents(self.world.sim, "instant")
        for name, units in (("mysql", 1), ("wordpress", 1), ("store", 1), ("riak", 1), ("logging", 0)):
            self.world.deploy(name, units)
        self.world.relate("wordpress", "mysql")
        self.world.another("bob", model="read")
        uuid = self.world.uuid
        self.words = (*WORDS, *((uuid, f"model-{uuid}", f"environment-{uuid}") * 4))

    def value(self, told: tuple[str, Any], name: str = "", depth: int = 5) -> Any:
        """A value of a declared type, or null."""
        kind, inner = told
        if self.random.random() < 0.05:
            return None
        if kind == "struct":
            return self.fields(inner, depth - 1)
        if kind in ("list", "map"):
            count = 0 if depth <= 0 else self.random.choice((0, 1, 1, 2))
            items = [self.value(inner, name, depth - 1) for _ in range(count)]
            return items if kind == "list" else {self.random.choice(self.words): item for item in items}
        choices = {"str": self.words, "bool": (True, False), "float": (0.0, -3.25, 1e300)}
        if kind == "int":
            return self.random.choice(NUMBERS if name.lower().replace("_", "-") in COUNTS else BIG)
        return self.random.choice(choices.get(kind, OPEN))

    def fields(self, name: str, depth: int) -> dict[str, Any]:
        """The fields of a type, some of them left out."""
        made = {}
        for key, kind in facts.fields(name, self.juju).items():
            if self.random.random() > (0.3 if key.endswith("?") else 0.06):
                bare = key.rstrip("?")
                made[bare] = self.value(facts.parse(kind), bare, depth)
        return made

    def send(self, one: facts.Served) -> Any:
        """Call a method; a failure inside is raised."""
        params = None if one.params is None else self.value(facts.parse(one.params))
        id = self.random.choice(("", "1", "2"))
        return Asking.ask(self.world, one.facade, one.version, one.method, params, id=id)


def served(juju: str) -> list[facts.Served]:
    """What this series serves to clients, every version of it."""
    there = [offered(Speaking(juju).sim.series, model=model) for model in (True, False)]
    return [
        one
        for one in facts.served()
        if one.series == juju
        and not one.stub
        and one.facade != "Admin"
        and any(one.version in versions.get(one.facade, ()) for versions in there)
    ]


def misshapen(value: Any, told: tuple[str, Any], juju: str, path: str = "") -> Iterator[str]:
    """Where an answer has another kind, a key too many, or one too few, by the facts."""
    kind, inner = told
    if value is None or kind not in ("list", "map", "struct"):
        return
    if not isinstance(value, list if kind == "list" else dict):
        yield f"{path} is no {kind}"
    elif kind == "list":
        for item in value:
            yield from misshapen(item, inner, juju, f"{path}[]")
    elif kind == "map":
        for item in value.values():
            yield from misshapen(item, inner, juju, f"{path}{{}}")
    else:
        fields = facts.fields(inner, juju)
        known = {key.rstrip("?"): facts.parse(kind) for key, kind in fields.items()}
        yield from (f"{path}.{key} is not in {inner}" for key in value.keys() - known.keys())
        yield from (
            f"{path}.{key} of {inner} is missing" for key in fields if key[-1] != "?" and key not in value
        )
        for key in value.keys() & known.keys():
            yield from misshapen(value[key], known[key], juju, f"{path}.{key}")


@pytest.mark.parametrize("juju", SERIES)
@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_handler_answers_or_refuses_whatever_it_is_sent(juju: str, seed: int) -> None:
    sender = Sender(juju, seed)
    for one in sender.random.sample(served(juju), 70):
        told = sender.send(one)

        if isinstance(told, dict):
            kind = facts.parse(one.result) if one.result else ("map", ("any", None))
            assert list(misshapen(told, kind, juju)) == [], one
            assert one.result or told == {}, one
        else:
            assert told is None or isinstance(told, Failure), one
        assert problems(sender.world.sim.state) == [], one
