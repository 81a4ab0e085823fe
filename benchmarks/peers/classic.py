"""jujuclient 0.54.0 on Juju 1.25: ``classic.py ROUNDS CHARM CHARM``; where, in the environment."""

import os
import sys
import time

from measuring import tell

from jujuclient.juju1.environment import Environment


def connected():
    env = Environment(os.environ["ENDPOINT"], env_uuid=os.environ["UUID"])
    env.login(os.environ["PASSWORD"])
    return env


def connect():
    env = connected()
    env.status()
    env.close()


def journey():
    env = connected()
    for name, charm in (("db", sys.argv[2]), ("app", sys.argv[3])):
        env.add_charm(charm)
        env.deploy(name, charm)
    env.add_relation("app:db", "db")
    env.set_config("db", {"profile": "testing"})
    env.expose("app")
    env.add_unit("app")
    env.wait_for_units(60)
    env.destroy_service("app")
    env.destroy_service("db")
    while env.status()["Services"]:
        time.sleep(0.1)
    env.close()


if __name__ == "__main__":
    tell(connect, journey)
