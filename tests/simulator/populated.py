"""A model with something of each kind in it, put there without asking anybody."""

from __future__ import annotations

from typing import Any

from asking import Asking
from msgspec.structs import replace

from fakejuju.state.application import Application, Charm, Endpoint, Relation, RelationEnd, Unit
from fakejuju.state.entity import Address, Base, Entity, PortRange, Status
from fakejuju.state.machine import Machine

CHARM = "local:jammy/myapp-3"


def put(asking: Asking, *entities: Entity) -> None:
    with asking.sim.state.transaction() as state:
        for entity in entities:
            state.put(replace(entity, model=asking.uuid))
    asking.sim.turn()


def status(asking: Asking, version: int = 8, **params: Any) -> Any:
    return asking.ask("Client", version, "FullStatus", params)


def populated(juju: str = "3.6") -> Asking:
    """A principal with two units and a subordinate beside one, a container, and a relation of each kind."""
    asking = Asking(juju)
    metadata = {"requires": {"db": {"interface": "mysql"}}, "peers": {"cluster": {"interface": "myapp-peer"}}}
    base = Base("ubuntu", "22.04/stable")
    peer = RelationEnd("myapp", Endpoint("cluster", "myapp-peer", "peer"))
    host = RelationEnd("mysub", Endpoint("host", "juju-info", "requirer", "container"))
    info = RelationEnd("myapp", Endpoint("juju-info", "juju-info", "provider", "container"))
    put(
        asking,
        Charm(url=CHARM, name="myapp", revision=3, metadata=metadata, version="v1"),
        Machine(
            id="0",
            instance_id="juju-inst-0",
            agent=Status("started"),
            hostname="host-0",
            addresses=[Address("10.0.0.10"), Address("54.32.1.10", scope="public")],
            hardware={"arch": "amd64", "cpu-cores": 2, "mem": 4096},
        ),
        Machine(id="0/lxd/0"),
        Application(name="myapp", charm=CHARM, base=base, exposed=True, leader="myapp/0"),
        Application(name="mysub", charm="local:jammy/mysub-0", base=base, subordinate=True),
        Unit(
            name="myapp/0",
            application="myapp",
            machine="0",
            charm=CHARM,
            ports=[PortRange(53, 53, "udp"), PortRange(8000, 8010), PortRange(80, 80)],
            agent=Status("idle"),
            workload=Status("active", "ready"),
        ),
        Unit(name="myapp/1", application="myapp"),
        Unit(name="mysub/0", application="mysub", principal="myapp/0"),
        Relation(id=0, ends=[peer]),
        Relation(id=1, ends=[host, info]),
    )
    return asking
