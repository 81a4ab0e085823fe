"""Offers: made, seen, used, and taken away."""

from __future__ import annotations

from typing import Any

import pytest
from asking import PASSWORD, Asking

from fakejuju.agents import Agents
from fakejuju.domain import offers
from fakejuju.simulation import Simulation, digest
from fakejuju.state.application import Application, Charm, Offer, OfferConnection, Relation, RemoteApplication
from fakejuju.state.controller import User
from fakejuju.state.entity import Status

VERSIONS = {"2.8": 2, "2.9": 4, "3.6": 5, "4.0": 6}
ENDPOINT = {"name": "server", "role": "provider", "interface": "mysql", "limit": 0}


def offering(juju: str) -> Asking:
    """A controller whose model ``prod`` has the application ``db``."""
    asking = Asking(juju, model="prod")
    metadata = {"name": "db", "description": "A database.", "provides": {"server": {"interface": "mysql"}}}
    with asking.sim.state.transaction() as state:
        state.put(Charm(model=asking.uuid, url="local:jammy/db-0", name="db", metadata=metadata))
        state.put(Application(model=asking.uuid, name="db", charm="local:jammy/db-0"))
        state.put(User(name="bob", display_name="Bob", password=digest(PASSWORD)))
    return asking


def asked(asking: Asking, method: str, params: Any) -> Any:
    """A call of ApplicationOffers in the newest version of the series."""
    return asking.ask("ApplicationOffers", VERSIONS[asking.sim.series.known_as], method, params)


def offer(asking: Asking, name: str = "db", **given: Any) -> Any:
    """Offer ``db``; the item of the answer."""
    one = {
        "model-tag": f"model-{asking.uuid}",
        "offer-name": name,
        "application-name": "db",
        "application-description": "",
        "endpoints": {"server": "server"},
        **given,
    }
    return asked(asking, "Offer", {"Offers": [one]})["results"][0]


@pytest.mark.parametrize(("juju", "everyone"), [("3.6", True), ("4.0", False)])
def test_an_offer_is_found_with_its_endpoints_and_users(juju: str, everyone: bool) -> None:
    asking = offering(juju)

    assert offer(asking) == {}

    found = asked(asking, "ApplicationOffers", {"offer-urls": ["admin/prod.db"]})["results"][0]["result"]
    assert found["endpoints"] == [ENDPOINT]
    assert found["application-description"] == "A database."
    users = [(user["user"], user["access"]) for user in found["users"]]
    assert users == [("admin", "admin"), *([("everyone@external", "read")] if everyone else [])]


def test_the_same_offer_again_is_another_description_up_to_3_6_and_refused_later() -> None:
    asking, later = offering("3.6"), offering("4.0")
    offer(asking)
    offer(later)

    assert offer(asking, **{"application-description": "ours"}) == {}
    refused = offer(later)["error"]

    found = asked(asking, "ApplicationOffers", {"offer-urls": ["prod.db"]})["results"][0]["result"]
    assert found["application-description"] == "ours"
    assert refused["message"] == 'offer "db" already exists, updating offers is not supported'


def test_what_cannot_be_offered_is_refused() -> None:
    asking = offering("3.6")

    missing = offer(asking, **{"application-name": "nope"})["error"]
    wrong = offer(asking, "bad", endpoints={"nope": "nope"})["error"]
    one = {"application-name": "db", "model-tag": f"model-{asking.uuid}", "endpoints": {}}
    two = asked(asking, "Offer", {"Offers": [one, one]})["results"]

    assert missing["message"] == 'getting offered application nope: application "nope" not found'
    assert wrong["message"] == (
        'cannot add application offer "bad": getting relation endpoint for relation "nope" and application '
        '"db": application "db" has no "nope" relation'
    )
    assert two[0]["error"]["message"] == "expected exactly one offer, got 2"


def test_filters_must_be_there_and_name_a_model() -> None:
    asking = offering("3.6")
    offer(asking)
    model = {"model-name": "prod", "owner-name": "admin"}

    none = asked(asking, "FindApplicationOffers", {"Filters": []})
    unnamed = asked(asking, "ListApplicationOffers", {"Filters": [{}]})
    found = asked(asking, "FindApplicationOffers", {"Filters": [{}]})
    other = asked(asking, "ListApplicationOffers", {"Filters": [{**model, "offer-name": "nope"}]})

    assert none.message == "at least one offer filter is required"
    assert unnamed.message == "application offer filter must specify a model name"
    assert [one["offer-url"] for one in found["results"]] == ["admin/prod.db"]
    assert other["results"] is None


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nope", "application offer URL is missing application"),
        ("admin/prod.nope", 'application offer "admin/prod.nope" not found'),
    ],
)
def test_an_url_of_no_offer_is_refused(url: str, words: str) -> None:
    answer = asked(offering("3.6"), "ApplicationOffers", {"offer-urls": [url]})

    assert answer["results"][0]["error"]["message"] == words


def test_access_is_granted_and_revoked_step_by_step() -> None:
    asking = offering("3.6")
    offer(asking)

    def modify(action: str, access: str, user: str = "bob") -> Any:
        change = {
            "user-tag": f"user-{user}",
            "action": action,
            "access": access,
            "offer-url": "admin/prod.db",
        }
        return asked(asking, "ModifyOfferAccess", {"changes": [change]})["results"][0]

    assert modify("grant", "consume") == {}
    assert modify("grant", "read")["error"]["message"] == 'user already has "read" access or greater'
    assert modify("revoke", "consume") == {}
    levels = [one.level for one in offers.users_of(asking.sim, asking.sim.state.everywhere(Offer)[0])]
    assert levels == ["admin", "read", "read"]
    assert modify("grant", "rubbish")["error"]["message"] == (
        'could not modify offer access: "rubbish" offer access not valid'
    )


def test_an_offer_in_use_goes_by_force_only() -> None:
    asking = offering("3.6")
    offer(asking)
    with asking.sim.state.transaction() as state:
        state.put(
            OfferConnection(
                model=asking.uuid,
                offer="db",
                relation_id=0,
                source_model="there",
                username="bob",
                endpoint="server",
            )
        )

    refused = asked(asking, "DestroyOffers", {"offer-urls": ["admin/prod.db"]})["results"][0]
    forced = asked(asking, "DestroyOffers", {"offer-urls": ["admin/prod.db"], "force": True})["results"][0]
    gone = asked(asking, "DestroyOffers", {"offer-urls": ["admin/prod.db"]})["results"][0]

    assert "offer has 1 relation" in refused["error"]["message"]
    assert forced == {}
    assert gone["error"]["message"] == 'offer "db" not found'


def consume(asking: Asking, model: str, name: str = "", **given: Any) -> Any:
    """Consume the offer of ``prod`` in a model, under a name."""
    there = Asking(sim=asking.sim, model=model)
    details = asked(asking, "GetConsumeDetails", {"offer-urls": {"offer-urls": ["admin/prod.db"]}})
    found = details["results"][0]
    arg = {**found["offer"], "macaroon": found["macaroon"], "application-alias": name, **given}
    return there.ask("Application", 22, "Consume", {"args": [arg]})["results"][0]


def test_an_offer_is_consumed_related_and_left() -> None:
    asking = offering("3.6")
    sim = asking.sim
    offer(asking)
    using = sim.add_model("using")
    metadata = {"name": "web", "requires": {"db": {"interface": "mysql"}}}
    with sim.state.transaction() as state:
        state.put(Charm(model=using.uuid, url="local:jammy/web-0", name="web", metadata=metadata))
        state.put(Application(model=using.uuid, name="web", charm="local:jammy/web-0"))

    assert consume(asking, "using", "far") == {}
    assert consume(asking, "using", "far") == {}
    there = Asking(sim=sim, model="using")
    related = there.ask("Application", 22, "AddRelation", {"endpoints": ["web", "far"]})
    # Recorded on 3.6.28: the endpoint of an offer has no scope.
    assert related["endpoints"]["far"]["scope"] == ""

    gone = there.ask(
        "Application",
        22,
        "DestroyConsumedApplications",
        {"applications": [{"application-tag": "application-far"}]},
    )
    assert gone == {"results": [{}]}
    assert sim.state.all(RemoteApplication, using.uuid) == []
    assert sim.state.all(Relation, using.uuid) == []


def across(juju: str) -> tuple[Asking, Asking]:
    """A controller that offers ``db``, and ``far`` of it consumed on another, related to ``web``."""
    asking = offering("4.0")
    offer(asking)
    details = asked(asking, "GetConsumeDetails", {"offer-urls": {"offer-urls": ["admin/prod.db"]}})
    other = Asking(sim=Simulation(juju, seed=7, password=PASSWORD), model="using")
    asking.sim.neighbours.append(other.sim)
    other.sim.neighbours.append(asking.sim)
    metadata = {"name": "web", "requires": {"db": {"interface": "mysql"}}}
    with other.sim.state.transaction() as state:
        state.put(Charm(model=other.uuid, url="local:web-0", name="web", metadata=metadata))
        state.put(Application(model=other.uuid, name="web", charm="local:web-0"))
    other.sim.agents = Agents(other.sim, "instant")
    found = details["results"][0]
    arg = {**found["offer"], "macaroon": found["macaroon"], "application-alias": "far"}
    assert other.ask("Application", 22, "Consume", {"args": [arg]}) == {"results": [{}]}
    other.ask("Application", 22, "AddRelation", {"endpoints": ["web", "far"]})
    return asking, other


@pytest.mark.parametrize("juju", ["3.6", "4.1"])
def test_an_offer_of_another_controller_knows_who_is_connected(juju: str) -> None:
    asking, other = across(juju)

    def connections() -> list[tuple[str, str]]:
        found = asked(asking, "ApplicationOffers", {"offer-urls": ["admin/prod.db"]})["results"][0]["result"]
        known = found.get("connections", ())
        return [(one["source-model-tag"], one["status"]["status"]) for one in known]

    assert connections() == [(f"model-{other.uuid}", "joined")]
    there = asking.sim.state.all(OfferConnection, asking.uuid)[0]
    args = [{"relation-id": there.relation_id, "suspended": True, "message": "later"}]
    assert asking.ask("Application", 22, "SetRelationsSuspended", {"args": args}) == {"results": [{}]}
    assert connections() == [(f"model-{other.uuid}", "suspended")]
    (relation,) = other.sim.state.all(Relation, other.uuid)
    assert (relation.suspended, relation.status.message) == (True, "later")

    other.ask("Application", 22, "DestroyRelation", {"endpoints": ["web", "far"]})
    assert connections() == []


def test_an_offer_that_another_controller_uses_goes_by_force_and_is_gone_there() -> None:
    asking, other = across("4.1")

    refused = asked(asking, "DestroyOffers", {"offer-urls": ["admin/prod.db"]})["results"][0]
    gone = asked(asking, "DestroyOffers", {"offer-urls": ["admin/prod.db"], "force": True})["results"][0]

    assert refused["error"]["message"].endswith("offer has 1 relation")
    assert gone == {}
    (remote,) = other.sim.state.all(RemoteApplication, other.uuid)
    assert remote.status.current == "terminated"
    assert other.sim.state.all(Relation, other.uuid) == []


def test_a_name_is_consumed_once() -> None:
    asking = offering("3.6")
    sim = asking.sim
    offer(asking)
    using = sim.add_model("using")
    with sim.state.transaction() as state:
        state.put(Application(model=using.uuid, name="web", charm="local:jammy/web-0"))
    consume(asking, "using", "far")

    local = consume(asking, "using", "web")["error"]
    other = consume(asking, "using", "far", **{"source-model-tag": f"model-{using.uuid}"})["error"]

    assert local["message"] == (
        'cannot add saas application "web": local application with same name already exists'
    )
    assert other["message"] == 'saas application called "far" from a different model already exists'


def test_the_offering_model_sees_who_is_connected_and_can_suspend_it() -> None:
    asking = offering("3.6")
    sim = asking.sim
    offer(asking)
    using = sim.add_model("using")
    metadata = {"name": "web", "requires": {"db": {"interface": "mysql"}}}
    with sim.state.transaction() as state:
        state.put(Charm(model=using.uuid, url="local:jammy/web-0", name="web", metadata=metadata))
        state.put(Application(model=using.uuid, name="web", charm="local:jammy/web-0"))
    consume(asking, "using", "far")
    there = Asking(sim=sim, model="using")
    there.ask("Application", 22, "AddRelation", {"endpoints": ["web", "far"]})
    relation = sim.state.all(Relation, using.uuid)[0]

    offers.connect(sim, relation, "admin")
    found = asked(asking, "ApplicationOffers", {"offer-urls": ["admin/prod.db"]})["results"][0]["result"]
    connection = found["connections"][0]
    args = [{"relation-id": connection["relation-id"], "suspended": True, "message": "later"}]
    suspended = asking.ask("Application", 22, "SetRelationsSuspended", {"args": args})

    assert (connection["username"], connection["source-model-tag"]) == ("admin", f"model-{using.uuid}")
    assert suspended == {"results": [{}]}
    after = sim.state.all(Relation, using.uuid)[0]
    assert (after.suspended, after.status.current, after.status.message) == (True, "suspended", "later")

    there.ask("Application", 22, "DestroyRelation", {"endpoints": ["web", "far"]})
    assert sim.state.all(OfferConnection, asking.uuid) == []


@pytest.mark.parametrize(("juju", "profile"), [("3.6", "instant"), ("4.0", "instant"), ("4.0", "manual")])
def test_agents_connect_what_is_related_and_take_away_what_is_left(juju: str, profile: str) -> None:
    asking = offering(juju)
    sim = asking.sim
    offer(asking)
    using = sim.add_model("using")
    metadata = {"name": "web", "requires": {"db": {"interface": "mysql"}}}
    with sim.state.transaction() as state:
        state.put(Charm(model=using.uuid, url="local:jammy/web-0", name="web", metadata=metadata))
        state.put(Application(model=using.uuid, name="web", charm="local:jammy/web-0"))
        state.put(
            Application(
                model=asking.uuid, name="db", charm="local:jammy/db-0", status=Status("active", "ready")
            )
        )
    consume(asking, "using", "far")
    sim.agents = Agents(sim, profile)
    there = Asking(sim=sim, model="using")

    there.ask("Application", 22, "AddRelation", {"endpoints": ["web", "far"]})
    seen = [(one.name, one.status.current) for one in sim.state.all(RemoteApplication, using.uuid)]
    connected = len(sim.state.all(OfferConnection, asking.uuid))
    going = {"applications": [{"application-tag": "application-far"}]}
    there.ask("Application", 22, "DestroyConsumedApplications", going)
    left = [(one.name, one.life) for one in sim.state.all(RemoteApplication, using.uuid)]

    if profile == "manual":
        # Recorded on 4.0.15 without agents: it stays, dying.
        assert (seen, connected, left) == ([("far", "unknown")], 0, [("far", "dying")])
    else:
        assert (seen, connected, left) == ([("far", "active")], 1, [])
