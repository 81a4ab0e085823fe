"""jujuclient 0.54.0 on Juju 1.25: ``classic.py ROUNDS CHARM CHARM``; where, in the environment."""

import json
import os
import sys
import time

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
