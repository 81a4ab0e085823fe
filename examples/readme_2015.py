"""The session that this project's README showed in January 2015, on any controller of Juju 1 or later.

fakejuju serve --juju 1.25 -- python examples/readme_2015.py default
python examples/readme_2015.py wss://10.0.3.1:17070 PASSWORD
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pprint import pformat
from typing import Any

from jujuclient import Environment


def session(env: Any, say: Callable[[str], None] = print) -> None:
    """Deploy two services, relate, expose, configure, scale and destroy them, with a watch open."""
    say(f"env.facades: {pformat(env.facades)}")
    watch = env.watch()
    env.deploy("mysql", "cs:trusty/mysql-1")
    env.deploy("wordpress", "cs:trusty/wordpress-1")
    env.add_relation("mysql:mysql", "wordpress:db")
    env.expose("wordpress")
    env.set_config("mysql", {"profile": "testing"})
    say(f"env.get_config('mysql')['profile']: {env.get_config('mysql')['profile']['value']}")
    env.set_constraints("mysql", {"mem": "2048"})
    say(f"env.add_units('wordpress', 2): {env.add_units('wordpress', 2)}")
    env.wait_for_units(timeout=60)
    env.remove_units(["wordpress/2"])
    for kind, change, entity in watch.next():
        say(f"watch: {kind} {change} {entity.get('Name') or entity.get('Key') or entity.get('Id')}")
    watch.stop()
    for name in ("wordpress", "mysql"):
        env.destroy_service(name)
    say(f"env.status()['Services']: {env.status()['Services']}")


def main(target: str, password: str = "") -> None:
    """Run the session on an environment by name, or on an address with a password."""
    if password:
        env = Environment(target)
        env.login(password)
    else:
        env = Environment.connect(target)
    with env:
        session(env)


if __name__ == "__main__":
    main(*sys.argv[1:3])
