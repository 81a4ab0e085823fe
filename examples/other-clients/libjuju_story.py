"""python-libjuju from PyPI, unmodified: what its users do, on whatever JUJU_DATA points at.

    pip install 'juju>=3.6,<3.7'                         # in an environment of its own
    fakejuju serve --juju 3.6 -- python libjuju_story.py

Prints one line of JSON with what it saw.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from juju.model import Model  # type: ignore[import-not-found]  # in an environment of its own

CHARMS = Path(__file__).parent / "charms"


async def main() -> dict[str, object]:
    seen: dict[str, object] = {}
    changes: list[str] = []
    model = Model()
    await model.connect()
    model.add_observer(_Observer(changes))
    seen["controller"] = str(model.info.agent_version)
    web = await model.deploy(str(CHARMS / "web"), application_name="web", num_units=1)
    await model.deploy(str(CHARMS / "db"), application_name="db")
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


print(json.dumps(asyncio.run(main())))
