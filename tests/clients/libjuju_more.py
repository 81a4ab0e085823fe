"""Run by python-libjuju's own Python: the rest of what its users do, on whatever JUJU_DATA points at.

Charms come by name, from Charmhub as the model's config has it. Prints one line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from pathlib import Path
from typing import Any

from juju.model import Model  # type: ignore[import-not-found]  # in an environment of its own

BUNDLE = """
default-base: ubuntu@22.04/stable
applications:
  my: {charm: mysql, channel: 8.0/stable, num_units: 1}
  wp: {charm: wordpress, num_units: 1, expose: true}
relations:
- ["wp:db", "my:mysql"]
"""


async def of_charmhub(model: Any, seen: dict[str, Any]) -> None:
    database = await model.deploy("postgresql", channel="14/stable", num_units=2)
    await model.deploy("data-integrator", application_name="di", config={"database-name": "x"})
    await model.deploy("nrpe", num_units=0)
    await model.integrate("postgresql:database", "di:postgresql")
    await model.integrate("nrpe:general-info", "postgresql:juju-info")
    await model.wait_for_idle(status="active", timeout=60, idle_period=0.1)
    seen["subordinates"] = sorted(name for name in model.units if name.startswith("nrpe/"))
    await database.refresh(channel="16/stable")
    seen["channel"] = (await model.get_status()).applications["postgresql"].charm_channel
    done = await database.units[0].run("uptime", block=True)
    seen["run"] = done.status
    await database.set_constraints({"mem": 2048})
    seen["constraints"] = (await database.get_constraints())["mem"]
    seen["actions"] = sorted(await database.get_actions())
    await database.set_annotations({"note": "mine"})
    seen["annotations"] = await database.get_annotations()
    await model.destroy_unit("postgresql/1")
    await model.block_until(lambda: "postgresql/1" not in model.units, timeout=60)
    seen["storage"] = [one["storage-tag"] for one in await model.list_storage()]


async def of_a_bundle(model: Any, seen: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bundle.yaml"
        path.write_text(BUNDLE)
        await model.deploy(str(path))
    await model.wait_for_idle(apps=["my", "wp"], status="active", timeout=60, idle_period=0.1)
    seen["exposed"] = (await model.get_status()).applications["wp"].exposed
    machine = await model.add_machine()
    number = machine.id  # the object knows nothing once the machine is gone
    await model.add_machine(f"lxd:{number}")
    await machine.destroy(force=True)
    await model.block_until(lambda: number not in model.machines, timeout=60)


async def of_secrets(model: Any, seen: dict[str, Any]) -> None:
    await model.add_secret("credentials", ["password=abc"])
    await model.grant_secret("credentials", "wp")
    seen["secrets"] = [one.label for one in await model.list_secrets()]
    await model.remove_secret("credentials")
    seen["secrets after"] = await model.list_secrets()


async def of_the_controller(model: Any, seen: dict[str, Any]) -> None:
    controller = await model.get_controller()
    await model.create_offer("my:mysql", offer_name="offered")
    second = await controller.add_model("second")
    await second.consume("admin/default.offered")
    seen["consumed"] = list((await second.get_status()).remote_applications)
    await second.disconnect()
    await controller.add_user("bob", "secret-of-bob")
    await controller.grant_model("bob", model.uuid, "read")
    seen["users"] = sorted(user.username for user in await controller.get_users())
    await controller.destroy_models("second", destroy_storage=True, force=True)
    seen["models"] = sorted(await controller.list_models())
    await controller.disconnect()


async def main() -> dict[str, Any]:
    seen: dict[str, Any] = {}
    model = Model()
    await model.connect()
    for chapter in (of_charmhub, of_a_bundle, of_secrets, of_the_controller):
        await chapter(model, seen)
    await model.disconnect()
    return seen


print(json.dumps(asyncio.run(main())))
