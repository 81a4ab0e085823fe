"""Commands about applications: deploy, add-unit, integrate, config, expose, run, and what undoes them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from jujuclient.cli_models import model_of, pairs
from jujuclient.cli_output import say, show
from jujuclient.verbs.types import TaskError

if TYPE_CHECKING:
    from jujuclient.cli import Commands


def add_commands(commands: Commands) -> None:
    """Add the commands of this module."""
    _add_deploying(commands)
    _add_changing(commands)
    _add_removing(commands)
    _add_running(commands)


def _add_deploying(commands: Commands) -> None:
    deploy = commands.add("deploy", _deploy, "deploy a charm, or a bundle; prints the application's name")
    deploy.add_argument(
        "charm",
        help="a name of Charmhub, a .charm file, a charm directory (./web), or a bundle (bundle.yaml)",
    )
    deploy.add_argument("app", nargs="?", help="the application's name; the charm's by default")
    deploy.add_argument("-n", "--num-units", type=int, default=1)
    deploy.add_argument("--channel")
    deploy.add_argument("--revision", type=int)
    deploy.add_argument("--base", help="such as ubuntu@22.04")
    deploy.add_argument("--to", action="append", help="a machine, lxd:0, zone=a")
    for name in ("config", "constraints", "resource", "storage"):
        deploy.add_argument(f"--{name}", action="append", default=[], metavar="KEY=VALUE")
    deploy.add_argument("--overlay", action="append", default=[], metavar="FILE", help="laid over a bundle")
    deploy.add_argument("--trust", action="store_true")
    deploy.add_argument("--force", action="store_true")

    add = commands.add("add-unit", _add_unit, "add units; prints their names")
    add.add_argument("app")
    add.add_argument("-n", "--num-units", type=int, default=1)
    add.add_argument("--to", action="append")


def _add_changing(commands: Commands) -> None:
    integrate = commands.add("integrate", _integrate, "relate two applications")
    integrate.add_argument("app1", metavar="APP[:ENDPOINT]")
    integrate.add_argument("app2", metavar="APP[:ENDPOINT]")

    config = commands.add(
        "config", _config, "read or change an application's config", formats="line json yaml"
    )
    config.add_argument("app")
    config.add_argument("values", nargs="*", metavar="KEY[=VALUE]", help="KEY reads one, KEY=VALUE sets it")
    config.add_argument("--reset", default="", help="options back to their defaults: a,b")

    expose = commands.add("expose", _expose, "open an application to the world")
    expose.add_argument("app")


def _add_removing(commands: Commands) -> None:
    for name, does, what in (
        ("remove-application", _remove_application, "applications"),
        ("remove-unit", _remove_unit, "units"),
    ):
        remove = commands.add(name, does, f"remove {what}")
        remove.add_argument("names", nargs="+")
        remove.add_argument("--destroy-storage", action="store_true")
        remove.add_argument("--force", action="store_true")


def _add_running(commands: Commands) -> None:
    run = commands.add(
        "run", _run, "run an action on a unit and wait for it; 1 when it fails", formats="line json yaml"
    )
    run.add_argument("unit", help="mysql/0 or mysql/leader")
    run.add_argument("action")
    run.add_argument(
        "params", nargs="*", metavar="KEY=VALUE", help="values are read as JSON where they are JSON"
    )


def _deploy(asked: argparse.Namespace) -> int:
    with model_of(asked) as model:
        name = model.deploy(
            asked.charm,
            asked.app,
            base=asked.base,
            channel=asked.channel,
            config=pairs(asked.config),
            constraints=pairs(asked.constraints),
            force=asked.force,
            num_units=asked.num_units,
            overlays=[Path(one) for one in asked.overlay],
            resources=pairs(asked.resource),
            revision=asked.revision,
            storage=pairs(asked.storage),
            to=asked.to,
            trust=asked.trust,
        )
    if name:
        say(name)
    return 0


def _add_unit(asked: argparse.Namespace) -> int:
    with model_of(asked) as model:
        for name in model.add_unit(asked.app, num_units=asked.num_units, to=asked.to):
            say(name)
    return 0


def _integrate(asked: argparse.Namespace) -> int:
    with model_of(asked) as model:
        model.integrate(asked.app1, asked.app2)
    return 0


def _config(asked: argparse.Namespace) -> int:
    reset = [one for one in asked.reset.split(",") if one]
    setting = [text for text in asked.values if "=" in text]
    reading = [text for text in asked.values if "=" not in text]
    if reading and (setting or reset):
        raise ValueError(f"either read {reading[0]} or change the config, not both at once")
    with model_of(asked) as model:
        if setting or reset:
            model.config(asked.app, pairs(setting), reset=reset)
            return 0
        found = model.config(asked.app) or {}
    for name in reading:
        if name not in found:
            raise ValueError(f"{asked.app} has no option {name}; it has {', '.join(sorted(found)) or 'none'}")
    chosen = {name: found[name] for name in reading or sorted(found)}
    if asked.format != "line":
        show(chosen, asked.format)
    elif len(reading) == 1:
        say(_text(chosen[reading[0]]))
    else:
        for name, value in chosen.items():
            say(f"{name}={_text(value)}")
    return 0


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _expose(asked: argparse.Namespace) -> int:
    with model_of(asked) as model:
        model.expose(asked.app)
    return 0


def _remove_application(asked: argparse.Namespace) -> int:
    with model_of(asked) as model:
        model.remove_application(*asked.names, destroy_storage=asked.destroy_storage, force=asked.force)
    return 0


def _remove_unit(asked: argparse.Namespace) -> int:
    with model_of(asked) as model:
        model.remove_unit(*asked.names, destroy_storage=asked.destroy_storage, force=asked.force)
    return 0


def _run(asked: argparse.Namespace) -> int:
    params = {key: _read(value) for key, value in pairs(asked.params).items()}
    with model_of(asked, waits=True) as model:
        try:
            task = model.run(asked.unit, asked.action, params, wait=asked.timeout)
        except TaskError as error:
            task = error.task  # what came of it is printed all the same
    if asked.format != "line":
        show(task, asked.format)
    else:
        say(task)
    return 0 if task.success else 1


def _read(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text
