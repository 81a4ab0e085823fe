"""juju-deployer 0.11.0 from PyPI, unmodified: its environment and its watchers, on this jujuclient.

    deployer_story.py MAJOR CHARM      # where, in ENDPOINT, CACERT, UUID and PASSWORD

Prints one line of JSON with what it saw.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import deployer.utils  # type: ignore[import-not-found]  # in an environment of its own
from deployer.env import watchers  # type: ignore[import-not-found]  # the same
from deployer.env.gui import GUIEnvironment  # type: ignore[import-not-found]  # the same


class Environment(GUIEnvironment):  # type: ignore[misc]  # its base is not typed
    """As it is, but that it knows the CA and the model, and has no juju command to end machines with."""

    options = None

    def connect(self) -> None:
        uuid, ca = os.environ["UUID"], os.environ["CACERT"]
        self.client = self.client_class(self.api_endpoint, ca_cert=ca, env_uuid=uuid)
        self.client.login(self._password, user=self._username)

    def terminate_machine(self, mid: str, wait: bool = False, force: bool = False) -> None:
        from jujuclient.exc import EnvError

        try:
            self.client.destroy_machines([mid], force=force)
        except EnvError as error:
            if "does not exist" not in error and "not found" not in error:
                raise


def main(major: str, charm: str) -> dict[str, Any]:
    deployer.utils._juju_major_version = int(major)
    env = Environment(os.environ["ENDPOINT"], "user-admin", os.environ["PASSWORD"])
    env.connect()
    env.deploy("db", charm, constraints={"mem": "2G", "cpu-cores": "2"}, num_units=2)
    env.wait_for_units(20, watch=True, on_errors=watchers.exit_on_errors(env))
    seen: dict[str, Any] = {
        "units": sorted(env.status()["services"]["db"]["units"]),
        "constraints": env.get_constraints("db"),
        "options": sorted(env.get_config("db")),
        "machine": env.add_machine(constraints={"mem": "1G"}),
    }
    env.add_units("db", 1)
    env.add_unit("db", None)
    env.wait_for_units(20)
    env.expose("db")
    env.set_annotation("db", {"gui-x": "1"})
    seen["annotations"] = env.client.get_annotation("db", "service")["Annotations"]
    env.resolve_errors(timeout=10)
    env.reset(terminate_machines=True, terminate_delay=20, watch=True, timeout=20)
    seen["left"] = sorted(env.status()["services"])
    env.close()
    return seen


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
