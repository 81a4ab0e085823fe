"""What each peer is measured by; it runs in the peer's own environment, so it imports nothing of it."""

import json
import sys
import time


def peak():
    """KiB at most; what getrusage tells begins with the memory of the process before the exec."""
    with open("/proc/self/status") as told:
        return next(int(line.split()[1]) for line in told if line.startswith("VmHWM"))


def timed(work, rounds):
    """The seconds of each round."""
    found = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return found


def tell(connect, journey):
    """Measure both, as often as the command line says, and print what was found as JSON."""
    rounds = int(sys.argv[1])
    told = {"connect": timed(connect, rounds), "journey": timed(journey, rounds)}
    print(json.dumps({**told, "rss": peak()}))
