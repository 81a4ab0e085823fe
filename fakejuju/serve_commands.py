"""``fakejuju serve`` and ``fakejuju env``: simulated controllers for as long as somebody works with them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from fakejuju.errors import FakeJujuError
from fakejuju.shells import SHELLS

if TYPE_CHECKING:
    from fakejuju.charmstore import CharmStore
    from fakejuju.controller import FakeController, Profile
    from fakejuju.keeping import Kept
    from fakejuju.serving import Serving

_PATH = click.Path(path_type=Path)
_THERE = click.Path(exists=True, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NAME = "fake"
"""What the client store calls a controller that is served alone; several have their series behind it."""


class Asked(NamedTuple):
    """What ``fakejuju serve`` was asked for, but for the series."""

    port: int = 0
    host: str = "127.0.0.1"
    advertise: tuple[str, ...] = ()
    charmhub_port: int = 0
    juju_data: Path | None = None
    model: str = ""
    bundle: Path | None = None
    status: Path | None = None
    charms: tuple[Path, ...] = ()
    rows: Path | None = None
    faults: Path | None = None
    profile: Profile = "instant"
    seed: int = 0
    state: Path | None = None


@click.command()
@click.option(
    "--juju",
    "series",
    multiple=True,
    metavar="SERIES",
    help="The series or version to be; 3.6 by default. Given again, one controller more.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    help="The port; a free one by default. Each further controller has the one after.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--advertise",
    multiple=True,
    metavar="HOST[:PORT]",
    help="Where clients find it, for certificate and client store; what --host says by default.",
)
@click.option(
    "--charmhub-port",
    type=click.IntRange(0, 65535),
    default=0,
    help="The port of the charm store; a free one by default.",
)
@click.option("--juju-data", type=_PATH, help="Write the client store to this folder, and leave it there.")
@click.option(
    "--model",
    default="",
    help="The current model, empty when it is new; `default` unless told, or what it was in --state.",
)
@click.option("--bundle", type=_THERE, help="A bundle to begin with; its local charms are beside it.")
@click.option("--status", type=_FILE, help="A cassette whose last status the first model begins with.")
@click.option(
    "--charms",
    multiple=True,
    type=_THERE,
    help="Charms to deploy by name: a folder of them, a charm directory, a .charm file. May be repeated.",
)
@click.option("--rows", type=_FILE, help="Behaviour of units, in YAML.")
@click.option("--faults", type=_FILE, help="Calls and lines that are to fail, in YAML.")
@click.option(
    "--profile",
    type=click.Choice(["instant", "steady", "manual", "chaos"]),
    default="instant",
    show_default=True,
    help="How agents act: at once, with plausible delays, not at all, with accidents.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of uuids, tokens and accidents.")
@click.option(
    "--state", type=_PATH, help="Keep the state in this file between runs; of several, in a folder."
)
@click.option("--name", default="", help="What `fakejuju env` calls it; the process's number by default.")
@click.option("-v", "--verbose", is_flag=True, help="Print each call in a line on standard error.")
@click.option("-q", "--quiet", is_flag=True, help="Do not print the ready line.")
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
def serve(
    series: tuple[str, ...],
    name: str,
    verbose: bool,
    quiet: bool,
    command: tuple[str, ...],
    **asked: Any,
) -> None:
    """Be a simulated controller, or several; run COMMAND against them, or serve until Ctrl-C.

    When all is ready, one line of JSON is printed: the current controller's endpoint, cacert,
    controller-uuid, model, model-uuid, user, password, juju-data, name, juju; the pid; and under
    "controllers" the same of each controller by its name. In other terminals,
    eval "$(fakejuju env)" points a shell at it.
    """
    from fakejuju.cli import serve_until
    from fakejuju.running import announce, check_name

    if name:
        check_name(name)
    serving = make(series, Asked(**asked), verbose=verbose)
    announced: list[Any] = []

    def begun() -> None:
        if command and not name:
            return
        versions = {one.name: one.simulation.version for one in serving.controllers}
        try:
            announced.append(announce(name, serving.juju_data, versions))
        except FakeJujuError as error:
            if name:
                raise
            _say(f"`fakejuju env` will not find this: {error}")
        if _at_a_terminal() and not quiet and not command:
            _welcome(serving, name)

    def ending() -> None:
        for one in announced:
            one.release()

    sys.exit(serve_until(serving, command, quiet=quiet, begun=begun, ending=ending))


def make(series: Sequence[str], asked: Asked, *, verbose: bool = False) -> Serving:
    """The controllers that were asked for, with their states, not started yet.

    Raises:
        FakeJujuError: something that was asked for cannot be.
    """
    from fakejuju.serving import Serving

    store = _charm_store(asked.charms)
    names = names_of(series)
    kept = [_kept(asked.state, name, several=len(names) > 1) for name in names]
    try:
        controllers = [
            _controller(version, name, number, asked, store, one)
            for number, ((name, version), one) in enumerate(zip(names.items(), kept, strict=True))
        ]
    except BaseException:
        for one in filter(None, kept):
            one.release()
        raise
    for controller in controllers:
        _log(controller, verbose=verbose)
    return Serving(controllers, juju_data=asked.juju_data, kept=kept)


def names_of(series: Sequence[str]) -> dict[str, str]:
    """The controllers' names to what each is to be; "" is for its state to say, else 3.6.

    Raises:
        FakeJujuError: one is asked for twice.
    """
    if len(series) <= 1:
        return {NAME: series[0] if series else ""}
    found: dict[str, str] = {}
    for one in series:
        if f"{NAME}-{one}" in found:
            raise FakeJujuError(
                f"--juju {one} is given twice; name another, such as a version of that series"
            )
        found[f"{NAME}-{one}"] = one
    return found


def _kept(state: Path | None, name: str, *, several: bool) -> Kept | None:
    from fakejuju.keeping import Kept

    if state is None:
        return None
    if several and state.exists() and not state.is_dir():
        raise FakeJujuError(f"--state {state} is a file; several controllers keep their states in a folder")
    return Kept(state / f"{name}.json" if several or state.is_dir() else state, tell=_say)


def _controller(
    version: str, name: str, number: int, asked: Asked, store: CharmStore, kept: Kept | None
) -> FakeController:
    from fakejuju.controller import FakeController

    found = kept.read() if kept is not None else None
    if found is not None and kept is not None:
        kept.adopt(found)
        version = _version_of(found, version)
        _say_what_is_not_used(asked, kept)
    made = FakeController(
        version or "3.6",
        # Two controllers of one seed would have the same uuids, which no client store expects.
        seed=asked.seed + number,
        profile=asked.profile,
        model="" if found is not None else asked.model or "default",
        charms=store,
        rows=asked.rows if asked.rows is not None else (),
        bundle=None if found is not None else asked.bundle,
        status=None if found is not None else asked.status,
        real_time=True,
        port=asked.port + number if asked.port else 0,
        host=asked.host,
        advertise=[_after(one, number) for one in asked.advertise],
        charmhub_port=asked.charmhub_port + number if asked.charmhub_port else 0,
        name=name,
    )
    if asked.faults is not None:
        from fakejuju.fault_rows import arm

        arm(made.faults, asked.faults)
    if found is not None and kept is not None:
        made.restore(found, source=str(kept.path))
        if asked.model:
            made.use_model(asked.model)
        _mend_password(made)
    return made


def _say_what_is_not_used(asked: Asked, kept: Kept) -> None:
    begin = [word for word, value in (("--bundle", asked.bundle), ("--status", asked.status)) if value]
    if begin:
        are = "are" if len(begin) > 1 else "is"
        _say(f"{kept.path} holds a state, so {' and '.join(begin)} {are} not used")


def _version_of(state: Mapping[str, Any], asked: str) -> str:
    """What a state is to be: its own version, which a series that is asked for stands for, too."""
    version = str(state.get("version") or "")
    return version if not asked or version.startswith(f"{asked}.") else asked


def _mend_password(controller: FakeController) -> None:
    """What is told to clients must let them in: only a digest is kept of a password that was changed."""
    if controller.reset_password():
        _say(f"the password of {controller.user} on {controller.name} is {controller.password} again")


def _after(advertised: str, number: int) -> str:
    """``host:port`` of the nth controller: ports follow each other, as those that are listened on."""
    host, colon, port = advertised.rpartition(":")
    if colon and port.isdigit() and (":" not in host or host.endswith("]")):
        return f"{host}:{int(port) + number}"
    return advertised


def _charm_store(folders: Sequence[Path]) -> CharmStore:
    """The charms that can be deployed by name; those that cannot be read are named, and left out."""
    from fakejuju.charmstore import CharmStore

    store = CharmStore(*folders, skip=lambda why: _say(f"warning: left out: {why}"))
    if folders:
        _ = store.charms  # read now, so that what is wrong is said before the ready line
    return store


def _log(controller: FakeController, *, verbose: bool) -> None:
    from fakejuju.calllog import CallLog

    def write(line: str) -> None:
        click.echo(line, err=True)

    controller.tell(CallLog(controller.simulation, controller.name, write, verbose=verbose))


def _welcome(serving: Serving, name: str) -> None:
    for one in serving.controllers:
        _say(f"{one.name} is Juju {one.simulation.version} at {one.endpoint}")
    shown = f" {name}" if name else ""
    _say(f'in another terminal: eval "$(fakejuju env{shown})"; Ctrl-C ends it')


def _at_a_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()  # it is None where it was closed before


def _say(text: str) -> None:
    click.echo(f"fakejuju: {text}", err=True)


# --- env ---------------------------------------------------------------------------------------


@click.command()
@click.argument("name", required=False, default="")
@click.option("--unset", is_flag=True, help="Print the lines that give the shell back what it had.")
@click.option("--shell", type=click.Choice(SHELLS), default="sh", show_default=True, help="Whose lines.")
@click.option("-c", "--controller", default="", help="The controller to use, where several are served.")
@click.option("--list", "listing", is_flag=True, help="List what runs, one a line, instead.")
def env(name: str, unset: bool, shell: str, controller: str, listing: bool) -> None:
    """Print the lines that point a shell at a running serve: eval "$(fakejuju env)".

    NAME is needed only where several run. For fish: fakejuju env --shell fish | source.
    """
    from fakejuju.running import choose, running
    from fakejuju.shells import pointing, taking_back

    if listing:
        for one in running():
            click.echo(str(one))
        return
    if unset:
        click.echo(taking_back(os.environ, shell=shell), nl=False)
        return
    found = choose(name)
    if controller and controller not in found.controllers:
        raise FakeJujuError(
            f"{found.name} serves no controller {controller!r}; it serves {', '.join(found.controllers)}"
        )
    lines = pointing(found.juju_data, os.environ, name=found.name, controller=controller, shell=shell)
    click.echo(lines, nl=False)
    if _at_a_terminal():
        _say('nothing is set yet; the shell does it: eval "$(fakejuju env)"')


COMMANDS = (serve, env)
