"""The same story on one controller, printed as a digest: run in processes whose sets are in other orders."""

from __future__ import annotations

import hashlib
import json
import sys
from typing import Any

from speaking import PASSWORD, Speaking

from fakejuju.agents import Agents
from fakejuju.offered import offered
from fakejuju.simulation import Simulation

CALLS: list[tuple[str, str, Any]] = [
    ("Action", "Run", {"commands": "uptime", "applications": ["mysql", "wordpress"], "timeout": 1}),
    ("ApplicationOffers", "Offer", {"Offers": [
        {"offer-name": "o", "application-name": "mysql", "endpoints": {"server": "server"}},
    ]}),
    ("Action", "ListOperations", {}),
    ("Bundle", "ExportBundle", {}),
    ("Storage", "ListStorageDetails", {"filters": [{}]}),
    ("Spaces", "ListSpaces", {}),
    ("Cloud", "Clouds", {}),
    ("UserManager", "UserInfo", {}),
    ("Application", "UnitsInfo", {"entities": [{"tag": "unit-mysql-0"}]}),
    ("Application", "Get", {"application": "mysql"}),
    ("ModelConfig", "ModelGet", {}),
    ("Client", "FullStatus", {"patterns": []}),
    ("Application", "DestroyApplication", {"applications": [{"application-tag": "application-mysql"}]}),
    ("Client", "FullStatus", {"patterns": []}),
]  # fmt: skip


def tell(juju: str, profile: Any) -> str:
    """Everything that was answered, and the state at the end."""
    sim = Simulation(juju, seed=5, password=PASSWORD)
    sim.agents = Agents(sim, profile)
    world = Speaking(juju, sim=sim)
    told = []
    for name in ("mysql", "wordpress", "riak", "store", "logging", "multi"):
        told.append(world.deploy(name, 0 if name == "logging" else 2))
        sim.advance(50)
    for ends in (
        ("mysql", "wordpress"),
        ("logging", "mysql"),
        ("logging", "wordpress"),
        ("multi:a", "mysql"),
    ):
        told.append(world.relate(*ends))
    sim.advance(500)
    if sim.deltas is not None:
        made = world.ask("Client", -1, "WatchAll")
        id = made.get("watcher-id") or made.get("AllWatcherId")
        told.append(world.ask("AllWatcher", -1, "Next", id=id))
    for facade, method, params in CALLS:
        if facade in offered(sim.series, model=True) or facade in offered(sim.series, model=False):
            told.append(world.ask(facade, -1, method, params))
        sim.advance(20)
    return json.dumps([repr(told), sim.keep()])


for series in sys.argv[1:]:
    for acting in ("instant", "chaos"):
        print(series, acting, hashlib.sha256(tell(series, acting).encode()).hexdigest())
