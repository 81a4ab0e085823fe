"""Relations: which endpoints are meant, what is refused and in which words, and how they end."""

from __future__ import annotations

from typing import Any

import pytest
from asking import Asking

from fakejuju.domain import relations
from fakejuju.state.application import Application, Charm, Endpoint, Relation, RemoteApplication, Unit
from jujuclient.wire.messages import Failure

CHARMS: dict[str, dict[str, Any]] = {
    "web": {
        "requires": {"db": {"interface": "mysql", "limit": 1}},
        "provides": {"site": {"interface": "http"}},
        "peers": {"ring": {"interface": "ring"}},
    },
    "db": {"provides": {"server": {"interface": "mysql"}}},
    "multi": {"requires": {"one": {"interface": "mysql"}, "two": {"interface": "mysql"}}},
    "sub": {
        "subordinate": True,
        "requires": {"host": {"interface": "juju-info", "scope": "container"}},
    },
}


def deployed(juju: str) -> Asking:
    """A controller with an application of each charm, and one unit of ``web`` and ``db``."""
    asking = Asking(juju)
    sim = asking.sim
    with sim.state.transaction() as state:
        for name, metadata in CHARMS.items():
            url = f"local:{name}-0"
            state.put(Charm(model=asking.uuid, url=url, name=name, metadata={"name": name, **metadata}))
            application = Application(
                model=asking.uuid, name=name, charm=url, subordinate=bool(metadata.get("subordinate"))
            )
            relations.add_peer_relations(sim, state.put(application))
        for name in ("web", "db"):
            state.put(Unit(model=asking.uuid, name=f"{name}/0", application=name, machine="0"))
    return asking


def relate(asking: Asking, *endpoints: str) -> Any:
    """AddRelation of the series."""
    params: dict[str, Any] = {"endpoints": list(endpoints)}
    if asking.sim.series.version < (2, 0):
        return asking.ask("Client", 0, "AddRelation", {"Endpoints": list(endpoints)})
    return asking.ask("Application", _VERSIONS[asking.sim.series.known_as], "AddRelation", params)


def unrelate(asking: Asking, **params: Any) -> Any:
    """DestroyRelation of the series."""
    return asking.ask("Application", _VERSIONS[asking.sim.series.known_as], "DestroyRelation", params)


_VERSIONS = {"2.0": 1, "2.8": 12, "2.9": 15, "3.6": 22, "4.0": 22, "4.1": 22}


def test_the_endpoints_that_fit_are_found_and_answered_by_application() -> None:
    asking = deployed("3.6")

    answer = relate(asking, "web", "db")

    assert set(answer["endpoints"]) == {"web", "db"}
    assert answer["endpoints"]["web"]["name"] == "db"
    relation = asking.sim.state.find(Relation, "web:db db:server", asking.uuid)
    assert relation is not None
    # The peer relation of web has taken the first id.
    assert (relation.id, relation.status.current) == (1, "joining")


def test_juju_info_counts_where_there_is_no_other_way_and_its_scope_is_the_subordinates() -> None:
    answer = relate(deployed("3.6"), "sub", "web")

    assert answer["endpoints"]["web"] == {
        "name": "juju-info",
        "role": "provider",
        "interface": "juju-info",
        "optional": False,
        "limit": 0,
        "scope": "container",
    }


@pytest.mark.parametrize(
    ("endpoints", "words"),
    [
        ([], "cannot relate 0 endpoints"),
        (["web", "db", "multi"], "cannot relate 3 endpoints"),
        (["nope", "db"], 'application "nope" not found'),
        (["my app", "db"], '"my app" is not a valid application name'),
        (["web:nope", "db"], 'application "web" has no "nope" relation'),
        (["web", "web"], "no relations found"),
        (["web:ring", "web:ring"], "no relations found"),
        (
            ["multi", "db"],
            'ambiguous relation: "multi db" could refer to "multi:one db:server"; "multi:two db:server"',
        ),
    ],
)
def test_words_that_mean_no_two_endpoints_are_refused(endpoints: list[str], words: str) -> None:
    answer = relate(deployed("3.6"), *endpoints)

    assert isinstance(answer, Failure)
    assert answer.message == words


@pytest.mark.parametrize(
    ("juju", "words", "code"),
    [
        ("1.25", 'cannot add relation "web:db db:server": relation already exists', "already exists"),
        (
            "2.8",
            'cannot add relation "web:db db:server": relation web:db db:server already exists',
            "already exists",
        ),
        ("2.9", 'cannot add relation "web:db db:server": relation web:db db:server', "already exists"),
        ("3.6", 'cannot add relation "web:db db:server": relation web:db db:server', "already exists"),
    ],
)
def test_a_relation_that_exists_is_refused_in_the_words_of_the_series(
    juju: str, words: str, code: str
) -> None:
    asking = deployed(juju)
    relate(asking, "web", "db")

    answer = relate(asking, "web", "db")

    assert (answer.message, answer.code) == (words, code)


def test_4_0_says_between_which_endpoints_it_failed() -> None:
    answer = relate(deployed("4.0"), "db:server", "sub")

    assert answer.message == (
        'adding relation between endpoints "db:server" and "sub": '
        'cannot relate endpoints "db:server" and "sub": no compatible endpoints found between applications'
    )


@pytest.mark.parametrize(
    ("endpoints", "words"),
    [
        (["web", "nope"], 'cannot relate endpoints "web" and "nope": no candidates for nope: '
         "relation endpoint not found"),
        (["web:x", "no"], 'cannot relate endpoints "web:x" and "no": no candidates for web:x and no: '
         "relation endpoint not found"),
        (["web", "db"], 'cannot add relation "web", "db": relation web:db db:server: already exists'),
        (["web:db", "multi:one"], 'cannot relate endpoints "web:db" and "multi:one": '
         "no compatible endpoints found between applications"),
    ],
)  # fmt: skip
def test_4_1_says_what_it_could_not_add(endpoints: list[str], words: str) -> None:
    """What the command of 4.1 shows; its server has no codes for these."""
    asking = deployed("4.1")
    relate(asking, "web", "db")

    answer = relate(asking, *endpoints)

    before = f'adding relation between endpoints "{endpoints[0]}" and "{endpoints[1]}": '
    assert answer == Failure(before + words)


def test_4_1_says_of_a_limit_which_relation_was_one_too_many() -> None:
    asking = deployed("4.1")
    with asking.sim.state.transaction() as state:
        state.put(Application(model=asking.uuid, name="db2", charm="local:db-0"))
    relate(asking, "web", "db")

    answer = relate(asking, "web", "db2")

    assert answer.message == (
        'adding relation between endpoints "web" and "db2": cannot add relation "web", "db2": '
        "relation web:db db2:server: establishing a new relation for web:db would exceed "
        "its maximum relation limit of 1"
    )


def test_4_1_takes_subnets_only_between_models() -> None:
    asking = deployed("4.1")
    asked = {"endpoints": ["web", "db"], "via-cidrs": ["10.0.0.0/8"]}

    answer = asking.ask("Application", 22, "AddRelation", asked)

    words = 'adding relation between endpoints "web" and "db": integrating via subnets'
    assert answer == Failure(f"{words} for non cross model relations", "not supported")
    assert not [one for one in asking.sim.state.all(Relation, asking.uuid) if not one.is_peer]


def test_4_1_suspends_only_relations_between_models() -> None:
    """None of the others is suspended, so resuming one is no error."""
    asking = deployed("4.1")
    relate(asking, "web", "db")
    (made,) = [one for one in asking.sim.state.all(Relation, asking.uuid) if not one.is_peer]
    asked = [
        {"relation-id": id, "suspended": on} for id, on in ((made.id, True), (made.id, False), (77, True))
    ]

    answer = asking.ask("Application", 22, "SetRelationsSuspended", {"args": asked})["results"]

    assert answer == [
        {"error": {"message": "relation must be a remote relation to be suspended", "code": ""}},
        {},
        {"error": {"message": "relation 77 not found", "code": "not found"}},
    ]


def test_an_endpoint_takes_as_many_relations_as_its_limit() -> None:
    asking = deployed("3.6")
    with asking.sim.state.transaction() as state:
        state.put(Application(model=asking.uuid, name="db2", charm="local:db-0"))
    relate(asking, "web", "db")

    answer = relate(asking, "web", "db2")

    assert answer.code == "quota limit exceeded"
    assert answer.message == (
        'cannot add relation "web:db db2:server": '
        "establishing a new relation for web:db would exceed its maximum relation limit of 1"
    )


def test_two_consumed_offers_are_not_related() -> None:
    asking = deployed("3.6")
    mysql = CHARMS["db"]["provides"]["server"]["interface"]
    with asking.sim.state.transaction() as state:
        for name, role in (("there", "provider"), ("yonder", "requirer")):
            end = Endpoint("x", mysql, role, scope="")
            state.put(RemoteApplication(model=asking.uuid, name=name, offer_url="", endpoints=[end]))

    answer = relate(asking, "there", "yonder")

    assert answer.message == (
        'cannot add relation "yonder:x there:x": '
        'cannot add relation between saas applications "there" and "yonder"'
    )


def test_a_relation_without_units_goes_at_once_and_one_with_units_with_the_last() -> None:
    asking = deployed("3.6")
    sim = asking.sim
    relate(asking, "web", "db")
    relation = sim.state.find(Relation, "web:db db:server", asking.uuid)
    unit = sim.state.find(Unit, "web/0", asking.uuid)
    assert relation is not None
    assert unit is not None
    relations.mark_joined(sim, relations.enter_scope(sim, relation, unit))

    assert unrelate(asking, endpoints=["web", "db"]) == {}
    dying = sim.state.find(Relation, "web:db db:server", asking.uuid)
    assert dying is not None
    assert dying.life == "dying"
    assert dying.status.current == "joined"

    relations.leave_scope(sim, dying, unit)
    assert sim.state.find(Relation, "web:db db:server", asking.uuid) is None


@pytest.mark.parametrize(
    ("juju", "params", "words"),
    [
        ("2.8", {"endpoints": ["web", "db"]}, 'relation "web:db db:server" not found'),
        ("2.9", {"endpoints": ["web", "db"]}, 'relation matching "web db" not found'),
        ("3.6", {"endpoints": ["web", "db"]}, 'relation matching "web db" not found'),
        ("3.6", {"relation-id": 77}, "relation 77 not found"),
        ("3.6", {"endpoints": ["web:ring"]}, 'cannot destroy relation "web:ring": is a peer relation'),
        ("4.0", {"endpoints": ["web", "db"]}, "relation with endpoints [web db] or id 0 not found"),
        ("4.1", {"endpoints": ["web", "db"]}, "relation not found"),
        ("4.1", {"endpoints": ["web:ring"]}, "removing a peer relation"),
        ("4.1", {"relation-id": 0}, "cannot remove a peer relation"),
        ("4.1", {"relation-id": 77}, "finding relation uuid for id 77: relation not found"),
    ],
)
def test_what_cannot_be_ended_is_refused(juju: str, params: dict[str, Any], words: str) -> None:
    answer = unrelate(deployed(juju), **params)

    assert isinstance(answer, Failure)
    assert answer.message == words


def test_a_principal_in_a_container_relation_gets_one_subordinate() -> None:
    asking = deployed("3.6")
    sim = asking.sim
    relate(asking, "sub", "web")
    relation = sim.state.find(Relation, "sub:host web:juju-info", asking.uuid)
    principal = sim.state.find(Unit, "web/0", asking.uuid)
    assert relation is not None
    assert principal is not None

    relations.enter_scope(sim, relation, principal)
    relations.enter_scope(sim, relation, principal)

    beside = [unit for unit in sim.state.all(Unit, asking.uuid) if unit.application == "sub"]
    assert [(unit.name, unit.principal, unit.machine) for unit in beside] == [("sub/0", "web/0", "0")]


def test_juju_1_relates_exposes_and_lists_endpoints_of_services() -> None:
    asking = deployed("1.25")

    answer = relate(asking, "web", "db")
    exposed = asking.ask("Client", 0, "ServiceExpose", {"ServiceName": "web"})
    names = asking.ask("Client", 0, "ServiceCharmRelations", {"ServiceName": "web"})

    assert answer["Endpoints"]["db"]["Role"] == "provider"
    assert exposed == {}
    assert asking.sim.state.find(Application, "web", asking.uuid).exposed  # type: ignore[union-attr]  # it is there
    assert names["CharmRelations"] == ["db", "juju-info", "site", "ring"]
