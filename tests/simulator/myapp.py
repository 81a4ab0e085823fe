"""An application of a charm of the test's own, deployed as each series wants it."""

from __future__ import annotations

from typing import Any

from asking import Asking

from fakejuju.state.application import Charm, Unit

CONFIG = {
    "options": {
        "title": {"type": "string", "default": "My Title", "description": "the title"},
        "count": {"type": "int", "default": 3, "description": "a count"},
        "ratio": {"type": "float", "default": 0.5, "description": "a ratio"},
        "flag": {"type": "boolean", "default": True, "description": "a flag"},
        "empty": {"type": "string", "description": "no default"},
    }
}
METADATA = {
    "name": "myapp",
    "requires": {"db": {"interface": "mysql"}},
    "peers": {"cluster": {"interface": "myapp-peer"}},
}
FACADE = {"4.0": 22, "3.6": 22, "2.9": 15}


def charm(controller: Asking, name: str = "myapp", revision: int = 0, **metadata: Any) -> str:
    """A charm that the controller holds; its url."""
    url = (
        f"local:jammy/{name}-{revision}"
        if controller.sim.series.version < (4, 0)
        else f"local:{name}-{revision}"
    )
    known = {**METADATA, "name": name, **metadata}
    with controller.sim.state.transaction() as state:
        state.put(
            Charm(model=controller.uuid, url=url, name=name, revision=revision, metadata=known, config=CONFIG)
        )
    return url


def deploy(controller: Asking, juju: str, application: str = "myapp", **given: Any) -> Any:
    """Deploy an application; the one result."""
    item = {
        "application": application,
        "charm-url": given.pop("url", "local:myapp-0" if juju == "4.0" else "local:jammy/myapp-0"),
        "charm-origin": {
            "source": "local",
            "type": "",
            "id": "",
            "base": {"name": "ubuntu", "channel": "22.04/stable"},
            "os": "ubuntu",
            "series": "jammy",
        },
        "num-units": 1,
        **{name.replace("_", "-"): value for name, value in given.items()},
    }
    return controller.ask("Application", FACADE[juju], "Deploy", {"applications": [item]})["results"][0]


def units(controller: Asking) -> dict[str, str]:
    """Unit to machine."""
    return {unit.name: unit.machine for unit in controller.sim.state.all(Unit, controller.uuid)}
