"""Our client: ``ours.py ROUNDS CHARM CHARM``, on the model of the client store."""

import json
import sys
import time

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


def peak():
    """KiB at most; what getrusage tells begins with the memory of the process before the exec."""
    with open("/proc/self/status") as told:
        return next(int(line.split()[1]) for line in told if line.startswith("VmHWM"))


def timed(work, rounds):
    found = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return found


if __name__ == "__main__":
    rounds = int(sys.argv[1])
    told = {"connect": timed(connect, rounds), "journey": timed(journey, rounds)}
    print(json.dumps({**told, "rss": peak()}))
