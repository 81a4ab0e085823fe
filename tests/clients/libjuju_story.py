"""Run by python-libjuju's own Python: what its users do, on whatever JUJU_DATA points at.

Prints one line of JSON with what it saw.
"""

from __future__ import annotations

import asyncio
import json
import sys

from juju.model import Model  # type: ignore[import-not-found]  # in an environment of its own


async def main(charm_a: str, charm_b: str) -> dict[str, object]:
    seen: dict[str, object] = {}
    changes: list[str] = []
    model = Model()
    await model.connect()
    model.add_observer(_Observer(changes))
    seen["controller"] = str(model.info.agent_version)
    web = await model.deploy(charm_a, application_name="web", num_units=1)
    await model.deploy(charm_b, application_name="db")
    await web.add_unit(count=1)
    await model.relate("web:db", "db:server")
    await model.wait_for_idle(apps=["web", "db"], status="active", timeout=60, idle_period=0.1)
    seen["units"] = sorted(model.units)
    seen["statuses"] = sorted({unit.workload_status for unit in model.units.values()})
    seen["relations"] = sorted(str(relation.key) for relation in model.relations)
    await web.set_config({"title": "Hello"})
    seen["title"] = (await web.get_config())["title"]["value"]
    action = await model.units["web/0"].run_action("backup", level=1)
    await action.wait()
    seen["action"] = action.status
    await web.expose()
    await model.applications["db"].remove_relation("server", "web:db")
    await model.applications["db"].destroy()
    await model.block_until(lambda: "db" not in model.applications, timeout=60)
    status = await model.get_status()
    seen["left"] = sorted(status.applications)
    seen["exposed"] = status.applications["web"]["exposed"]
    seen["heard"] = sorted(set(changes))
    await model.disconnect()
    return seen


class _Observer:
    """Every delta's kind."""

    def __init__(self, changes: list[str]) -> None:
        self._changes = changes

    async def __call__(self, delta: object, old: object, new: object, model: object) -> None:
        self._changes.append(f"{delta.entity} {delta.type}")  # type: ignore[attr-defined]  # libjuju's delta


print(json.dumps(asyncio.run(main(*sys.argv[1:]))))
