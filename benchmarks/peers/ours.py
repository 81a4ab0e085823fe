"""Our client: ``ours.py ROUNDS CHARM CHARM``, on the model of the client store."""

import sys

from measuring import tell

from jujuclient import Model, all_agents_idle


def idle(model, *apps):
    return model.wait(lambda status: all_agents_idle(status, *apps), delay=0.1, successes=1, timeout=60)


def connect():
    with Model.connect() as model:
        model.status()


def journey():
    with Model.connect() as model:
        model.deploy(sys.argv[2], "db")
        model.deploy(sys.argv[3], "app")
        model.integrate("app:db", "db")
        model.config("db", {"profile": "testing"})
        model.expose("app")
        model.add_unit("app")
        idle(model, "db", "app")
        model.remove_application("app", "db")
        model.wait(lambda status: not status.apps, delay=0.1, successes=1, timeout=60)


if __name__ == "__main__":
    tell(connect, journey)
