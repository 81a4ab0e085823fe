"""jujuclient 0.54.0 from PyPI, unmodified: what its users do, on Juju 1 and 2.

    classic_story.py MAJOR CHARM_FOLDER      # where, in ENDPOINT, CACERT, UUID and PASSWORD

Prints one line of JSON with what it saw.
"""

from __future__ import annotations

import importlib
import json
import os
import ssl
import sys
from typing import Any


def main(major: str, folder: str) -> dict[str, Any]:
    # As its users did: its uploads know nothing of a controller's CA.
    ssl._create_default_https_context = ssl._create_unverified_context
    kind: Any = importlib.import_module(f"jujuclient.juju{major}.environment").Environment
    env = kind(os.environ["ENDPOINT"], ca_cert=os.environ["CACERT"], env_uuid=os.environ["UUID"])
    env.login(os.environ["PASSWORD"])
    env.add_charm("cs:trusty/mysql-1")
    env.deploy("db", "cs:trusty/mysql-1", 2, constraints={"mem": "512"})
    env.add_charm("cs:trusty/wordpress-1")
    env.deploy("wp", "cs:trusty/wordpress-1", config={"debug": "true"})
    if major == "1":
        env.wait_for_units(20)  # on Juju 2 a KeyError of its own
    env.add_relation("wp:db", "db:mysql")
    kept = env.add_local_charm_dir(folder, "trusty")
    env.deploy("mine", kept.get("CharmURL") or kept["charm-url"])
    kinds = {"service" if major == "1" else "machine": "db" if major == "1" else "0"}
    for entity_type, entity in kinds.items():
        env.set_annotation(entity, entity_type, {"note": "mine"})
    queued = env.actions.enqueue_units(["unit-db-0"], "get-password", {})["results"][0]
    told = env.actions.info([{"Tag": queued["action"]["tag"], "tag": queued["action"]["tag"]}])["results"][0]
    seen: dict[str, Any] = {
        "constraints": env.get_constraints("db"),
        "debug": env.get_config("wp")["debug"]["value"],
        "container": env.add_unit("db", "lxc:0" if major == "1" else "lxd:0"),
        "url": kept,
        "action": [queued["status"], told["status"]],
        "annotations": [env.get_annotation(entity, kind)["Annotations"] for kind, entity in kinds.items()],
        "backup": env.backups.create("before")["notes" if major == "2" else "Notes"],
        "changes": sorted({change[0] for change in next(iter(env.get_watch(5)))}),
    }
    for name in ("wp", "db", "mine"):
        env.destroy_service(name)
    if major == "2":  # the machine of a container stays; on Juju 1 it is the one that may be left
        env.destroy_machines(["0"], force=True)
    env.wait_for_no_machines(20)
    status = env.status()
    seen["left"] = sorted(status.get("Services") or status.get("applications") or ())
    env.close()
    return seen


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
