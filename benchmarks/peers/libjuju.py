"""python-libjuju as its users write it: ``libjuju.py ROUNDS CHARM CHARM``; where, from the client store."""

import asyncio
import json
import sys
import time

from juju.model import Model
from measuring import peak


async def idle(model, *apps):
    def is_so():
        units = [unit for app in apps for unit in model.applications[app].units]
        return len(units) >= len(apps) and all(unit.agent_status == "idle" for unit in units)

    await model.block_until(is_so, timeout=60, wait_period=0.1)


async def connect():
    model = Model()
    await model.connect()
    await model.get_status()
    await model.disconnect()


async def journey():
    model = Model()
    await model.connect()
    db = await model.deploy(sys.argv[2], application_name="db")
    app = await model.deploy(sys.argv[3], application_name="app")
    await model.relate("app:db", "db")
    await db.set_config({"profile": "testing"})
    await app.expose()
    await app.add_unit(count=1)
    await idle(model, "db", "app")
    await app.destroy()
    await db.destroy()
    await model.block_until(lambda: not model.applications, timeout=60, wait_period=0.1)
    await model.disconnect()


async def timed(work, rounds):
    found = []
    for _ in range(rounds):
        started = time.perf_counter()
        await work()
        found.append(time.perf_counter() - started)
    return found


async def main():
    rounds = int(sys.argv[1])
    told = {"connect": await timed(connect, rounds), "journey": await timed(journey, rounds)}
    print(json.dumps({**told, "rss": peak()}))


if __name__ == "__main__":
    asyncio.run(main())
