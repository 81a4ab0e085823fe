"""Ask the same thing of any series: an act said in the calls and spellings that the series has."""

from __future__ import annotations

from typing import Any

from asking import PASSWORD, Asking, Failure

from fakejuju.simulation import Simulation, digest
from fakejuju.state.application import Charm
from fakejuju.state.controller import Access, User

SERIES = (
    "1.18", "1.20", "1.22", "1.23", "1.25", "2.0", "2.2", "2.6", "2.8", "2.9", "3.1", "3.3", "3.6", "4.0",
    "4.1",
)  # fmt: skip
METADATA: dict[str, dict[str, Any]] = {
    "mysql": {"provides": {"server": {"interface": "mysql"}}},
    "wordpress": {"requires": {"db": {"interface": "mysql", "limit": 1}, "cache": {"interface": "varnish"}}},
    "riak": {"peers": {"ring": {"interface": "riak"}}},
    "logging": {
        "subordinate": True,
        "requires": {"info": {"interface": "juju-info", "scope": "container"}},
    },
    "multi": {"requires": {"a": {"interface": "mysql"}, "b": {"interface": "mysql"}}},
    "store": {"storage": {"data": {"type": "filesystem"}}},
}
"""The charms of Juju's own tests, as far as their names say what they are."""
CONFIG = {"options": {"title": {"type": "string", "default": "My Title"}, "skill-level": {"type": "int"}}}


class Speaking(Asking):
    """A controller of any series, asked in its own calls."""

    def __init__(self, juju: str, *, user: str = "admin", sim: Simulation | None = None) -> None:
        super().__init__(juju, user=user, sim=sim)
        self.juju = juju
        self.version = self.sim.series.version

    def another(self, user: str, *, model: str = "", controller: str = "login") -> Speaking:
        """Somebody else at the same controller, with that access to the model and the controller."""
        with self.sim.state.transaction() as state:
            state.put(User(name=user, password=digest(PASSWORD), access=controller))
            if model:
                state.put(Access(user=user, target=f"model-{self.uuid}", level=model))
        return Speaking(self.juju, user=user, sim=self.sim)

    def ask(self, facade: str, version: int, method: str, params: Any = None, *, id: str = "") -> Any:
        """As ``Asking``; a result of one item that is an error is given as the failure that it is."""
        answer = super().ask(facade, version, method, params, id=id)
        return only_error(answer) or answer

    def call(self, name: str, /, **params: Any) -> Any:
        """``call("Application.Expose", application="x")``, of the newest version."""
        facade, _, method = name.partition(".")
        return self.ask(facade, -1, method, {key.replace("_", "-"): value for key, value in params.items()})

    def old(self, method: str, **params: Any) -> Any:
        """``old("ServiceExpose", ServiceName="x")``: a call of Juju 1's Client."""
        return self.ask("Client", 0, method, params)

    # --- acts --------------------------------------------------------------------------------

    def charm(self, name: str, revision: int = 0, **metadata: Any) -> str:
        """A charm that the model holds; its URL."""
        where = "" if self.version >= (4, 0) else "trusty/" if self.version < (2, 0) else "jammy/"
        url = f"local:{where}{name}-{revision}"
        known = {"name": name, **METADATA.get(name, {}), **metadata}
        with self.sim.state.transaction() as state:
            state.put(
                Charm(
                    model=self.uuid, url=url, name=name, revision=revision, metadata=known, config=CONFIG,
                    actions={"backup": {"params": {"outfile": {"type": "string"}}}},
                )
            )  # fmt: skip
        return url

    def deploy(self, name: str, units: int = 1, *, application: str = "", **given: Any) -> Any:
        """Deploy a charm of ``METADATA``."""
        url = self.charm(name)
        if self.version < (2, 0):
            return self.old(
                "ServiceDeploy", ServiceName=application or name, CharmUrl=url, NumUnits=units, **given
            )
        base = {"name": "ubuntu", "channel": "22.04/stable"}
        origin = {
            "source": "local",
            "type": "charm",
            "id": "",
            "base": base,
            "os": "ubuntu",
            "series": "jammy",
        }
        item = {
            "application": application or name, "charm-url": url, "series": "jammy", "num-units": units,
            "charm-origin": origin, **{key.replace("_", "-"): value for key, value in given.items()},
        }  # fmt: skip
        return self.call("Application.Deploy", applications=[item])

    def add_units(self, application: str, count: int = 1, to: str = "") -> Any:
        """Add units, the first to a machine."""
        if self.version < (2, 0):
            params = {"ServiceName": application, "NumUnits": count, "ToMachineSpec": to}
            return self.old("AddServiceUnits", **params)
        placement = [{"scope": "#", "directive": to}] if to else None
        return self.call(
            "Application.AddUnits", application=application, num_units=count, placement=placement
        )

    def relate(self, *endpoints: str) -> Any:
        """Relate endpoints."""
        if self.version < (2, 0):
            return self.old("AddRelation", Endpoints=list(endpoints))
        return self.call("Application.AddRelation", endpoints=list(endpoints))

    def unrelate(self, *endpoints: str) -> Any:
        """End the relation of endpoints."""
        if self.version < (2, 0):
            return self.old("DestroyRelation", Endpoints=list(endpoints))
        return self.call("Application.DestroyRelation", endpoints=list(endpoints))

    def block(self, type: str, message: str = "") -> Any:
        """Switch a block on."""
        return self.ask("Block", -1, "SwitchBlockOn", {"type": type, "message": message})


def only_error(answer: Any) -> Failure | None:
    """The error of an answer that has one item, as a failure."""
    if not isinstance(answer, dict):
        return None
    lists = [value for value in answer.values() if isinstance(value, list)]
    items = lists[0] if len(answer) == 1 and lists and len(lists[0]) == 1 else [answer]
    told = items[0] if isinstance(items[0], dict) else {}
    error = told.get("error") or told.get("Error")
    if not error:
        return None
    low = {key.lower(): value for key, value in error.items()}
    return Failure(low["message"], low.get("code", ""))


__all__ = ["SERIES", "Failure", "Speaking"]
