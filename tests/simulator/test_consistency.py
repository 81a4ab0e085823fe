"""States that no controller could be in, each refused for its reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from asking import PASSWORD
from msgspec.structs import replace

from fakejuju.consistency import demand, problems
from fakejuju.errors import ImpossibleState
from fakejuju.simulation import Simulation
from fakejuju.state.action import Task
from fakejuju.state.application import (
    Application,
    Charm,
    Endpoint,
    Offer,
    OfferConnection,
    Relation,
    RelationEnd,
    Resource,
    Unit,
)
from fakejuju.state.controller import Access, Block, Credential, Model, User
from fakejuju.state.machine import Machine, Space, Subnet
from fakejuju.state.secret import Secret, SecretRevision
from fakejuju.state.storage import Filesystem, StorageInstance, Volume
from fakejuju.state.store import State

SQL = Endpoint("db", "sql", "requirer")
HTTP = Endpoint("site", "http", "provider")
PEER = Endpoint("ring", "ring", "peer")
REVISIONS = [SecretRevision(1, {"a": "Yg=="}, "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z")]


def sound() -> tuple[Simulation, str]:
    """A controller with one application on one machine."""
    sim = Simulation("3.6", password=PASSWORD)
    model = sim.add_model("default").uuid
    with sim.state.transaction() as state:
        state.put(Charm(model=model, url="local:web-0", name="web"))
        state.put(Machine(model=model, id="0"))
        state.put(
            Application(model=model, name="web", charm="local:web-0", leader="web/0", bindings={"": "0"})
        )
        state.put(Unit(model=model, name="web/0", application="web", machine="0"))
    return sim, model


def test_a_sound_state_has_no_problem() -> None:
    assert problems(sound()[0].state) == []


def change(kind: type[Any], key: str, **given: Any) -> Callable[[State, str], None]:
    def do(state: State, model: str) -> None:
        found = state.find(kind, key, model)
        assert found is not None
        state.put(replace(found, **given))

    return do


def put(make: Callable[[str], Any]) -> Callable[[State, str], None]:
    return lambda state, model: state.put(make(model)) and None


def gone(kind: type[Any], key: str) -> Callable[[State, str], None]:
    def do(state: State, model: str) -> None:
        found = state.find(kind, key, model)
        assert found is not None
        state.remove(found)

    return do


CASES: dict[str, tuple[Callable[[State, str], None], str]] = {
    "a charm gone": (gone(Charm, "local:web-0"), "runs charm local:web-0, which is not there"),
    "a machine gone": (gone(Machine, "0"), "unit web/0 is on machine 0, which is not there"),
    "an application gone": (gone(Application, "web"), "is of application web, which is not there"),
    "a leader of another": (
        change(Application, "web", leader="db/0"),
        "led by db/0, which is no unit of it",
    ),
    "an option nobody has": (
        change(Application, "web", config={"x": 1}),
        "has the option x, which its charm",
    ),
    "a space nobody has": (change(Application, "web", bindings={"a": "9"}), "bound to space 9"),
    "a life nobody has": (change(Unit, "web/0", life="undead"), "unit web/0 has the life 'undead'"),
    "a principal's principal": (
        change(Unit, "web/0", principal="db/0"),
        "is beside db/0, which is not there",
    ),
    "a subordinate by half": (
        change(Application, "web", subordinate=True),
        "do not agree on being subordinate",
    ),
    "alpha gone": (gone(Space, "0"), "there is no space alpha"),
    "a subnet nowhere": (
        put(lambda m: Subnet(model=m, id="0", cidr="10.0.0.0/24", space="9")),
        "in space 9, which is not there",
    ),
    "a container in nothing": (put(lambda m: Machine(model=m, id="7/lxd/0")), "is in machine 7"),
    "a block of no kind": (
        put(lambda m: Block(model=m, id="0", type="BlockAll")),
        "block of type 'BlockAll'",
    ),
    "a task of nothing": (
        put(lambda m: Task(model=m, id="1", operation="9", receiver="unit-web-0", name="x")),
        "is of operation 9",
    ),
    "an offer of nothing": (
        put(lambda m: Offer(model=m, uuid="u", name="o", application="db", endpoints={})),
        "is of application db",
    ),
    "a relation with nobody": (
        put(lambda m: Relation(model=m, id=0, ends=[RelationEnd("web", SQL), RelationEnd("db", SQL)])),
        "is with db, which is not there",
    ),
    "access to no model": (
        lambda state, model: state.put(Access(user="bob", target="model-x", level="read")) and None,
        "bob has access to model x",
    ),
    "the interfaces of a relation differ": (
        put(lambda m: Relation(model=m, id=0, ends=[RelationEnd("web", SQL), RelationEnd("web", HTTP)])),
        "is of the interfaces sql and http",
    ),
    "two requirers": (
        put(lambda m: Relation(model=m, id=0, ends=[RelationEnd("web", SQL), RelationEnd("web", SQL)])),
        "has the roles requirer, requirer",
    ),
    "a unit in a relation of others": (
        put(lambda m: Relation(model=m, id=0, ends=[RelationEnd("db", PEER)], units={"web/0": {}})),
        "unit web/0 is in relation db:ring, which is none of its application",
    ),
    "a subordinate elsewhere": (
        put(lambda m: Unit(model=m, name="sub/0", application="web", principal="web/0", machine="1")),
        "unit sub/0 is on machine 1, and web/0 beside it is not",
    ),
    "storage of nobody": (
        put(lambda m: StorageInstance(model=m, id="d/0", store="d", kind=2, owner="unit-db-0")),
        "storage d/0 is of unit-db-0, which is not there",
    ),
    "storage at nobody": (
        put(lambda m: StorageInstance(model=m, id="d/0", store="d", kind=2, attachments={"db/0": {}})),
        "storage d/0 is attached to db/0, which is not there",
    ),
    "a volume for no storage": (
        put(lambda m: Volume(model=m, id="0", storage="d/0")), "volume 0 is for storage d/0",
    ),
    "a volume at no machine": (
        put(lambda m: Volume(model=m, id="0", attachments={"machine-7": {}})),
        "volume 0 is attached to machine-7, which is not there",
    ),
    "a filesystem on no volume": (
        put(lambda m: Filesystem(model=m, id="0", volume="3")), "filesystem 0 is on volume 3",
    ),
    "a secret without content": (
        put(lambda m: Secret(model=m, id="s", owner=f"model-{m}")), "secret s has the revisions []",
    ),
    "a secret of nobody": (
        put(lambda m: Secret(model=m, id="s", owner="application-db", revisions=REVISIONS)),
        "secret s is of application-db, which is not there",
    ),
    "a secret of no tag": (
        put(lambda m: Secret(model=m, id="s", owner="?", revisions=REVISIONS)), "secret s is of ?",
    ),
    "a resource of nobody": (
        put(lambda m: Resource(model=m, id="db/file", application="db", name="file")),
        "resource db/file is of application db, which is not there",
    ),
    "a user of no offer": (
        put(lambda m: OfferConnection(
            model=m, offer="o", relation_id=1, source_model="there", username="admin", endpoint="db",
        )),
        "model there uses offer o, which is not there",
    ),
    "a credential for no cloud": (
        lambda state, model: state.put(Credential(cloud="moon", owner="admin", name="x")) and None,
        "credential moon_admin_x is for cloud moon",
    ),
    "no administrator": (
        lambda state, model: state.put(User(name="admin", access="login")) and None, "no user administers",
    ),
    "two of one name": (
        lambda state, model: state.put(Model(uuid="u2", name="default", cloud="dummy")) and None,
        "two models are named admin/default",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_impossible_thing_has_its_reason(name: str) -> None:
    do, reason = CASES[name]
    sim, model = sound()
    with sim.state.transaction() as state:
        do(state, model)

    assert any(reason in problem for problem in problems(sim.state)), problems(sim.state)


def test_every_reason_is_told_at_once() -> None:
    sim, model = sound()
    with sim.state.transaction() as state:
        CASES["a charm gone"][0](state, model)
        CASES["a machine gone"][0](state, model)

    with pytest.raises(ImpossibleState, match=r"for 2 reasons: .*charm.*; .*machine"):
        demand(sim.state)
