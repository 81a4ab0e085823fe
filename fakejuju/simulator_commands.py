"""The commands of the simulator: ``serve``, ``verify``, ``coverage``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from jujuclient.wire.series import SERIES

_PATH = click.Path(path_type=Path)


@click.command()
@click.option(
    "--juju", default="3.6", show_default=True, metavar="SERIES", help="The series or version to be."
)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port; a free one by default.")
@click.option(
    "--juju-data", type=_PATH, help="Write the client store to this folder, too, and leave it there."
)
@click.option("--model", default="default", show_default=True, help="The name of the first model.")
@click.option("--bundle", type=click.Path(exists=True, path_type=Path), help="A bundle to begin with.")
@click.option(
    "--status",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A cassette whose last status the first model begins with.",
)
@click.option(
    "--charms",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of charms to deploy from.",
)
@click.option(
    "--rows",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Behaviour of units, in YAML.",
)
@click.option(
    "--profile",
    type=click.Choice(["instant", "steady", "manual", "chaos"]),
    default="instant",
    show_default=True,
    help="How agents act: at once, with plausible delays, not at all, with accidents.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of uuids, tokens and accidents.")
@click.option("--state", type=_PATH, help="Keep the state in this file between runs.")
@click.option("-q", "--quiet", is_flag=True, help="Do not print the ready line.")
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
def serve(
    juju: str,
    port: int,
    juju_data: Path | None,
    model: str,
    bundle: Path | None,
    status: Path | None,
    charms: Path | None,
    rows: Path | None,
    profile: Any,
    seed: int,
    state: Path | None,
    quiet: bool,
    command: tuple[str, ...],
) -> None:
    """Be a simulated controller; run COMMAND against it, or serve until Ctrl-C."""
    from fakejuju.cli import serve_until
    from fakejuju.controller import FakeController

    again = state is not None and state.exists()
    controller = FakeController(
        juju,
        seed=seed,
        profile=profile,
        model="" if again else model,
        charms=charms,
        rows=rows if rows is not None else (),
        bundle=None if again else bundle,
        status=None if again else status,
        real_time=True,
        port=port,
    )
    if again and state is not None:
        controller.load(state)

    def begun() -> None:
        if juju_data is not None:
            controller.write_juju_data(juju_data)

    def ending() -> None:
        if state is not None:
            controller.save(state)

    sys.exit(serve_until(controller, command, quiet=quiet, begun=begun, ending=ending))


@click.command()
@click.argument(
    "cassettes", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--against", type=click.Choice(["simulator"]), default="simulator", show_default=True)
@click.option(
    "--profile",
    type=click.Choice(["manual", "instant"]),
    default="manual",
    show_default=True,
    help="How agents act.",
)
@click.option(
    "--baseline",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Accepted differences with their reasons; by default those of the repository's own cassettes.",
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option(
    "--level",
    type=click.Choice(["outcome", "error", "shape", "value"]),
    default="shape",
    show_default=True,
    help="Print, and fail for, differences down to this level.",
)
def verify(
    cassettes: tuple[Path, ...], against: str, profile: Any, baseline: Path | None, as_json: bool, level: str
) -> None:
    """Ask the simulator all that CASSETTES hold, in order, and report each answer that differs.

    Several cassettes are one life of one controller. The exit status is 1 when an answer differs
    that the baseline does not accept.
    """
    from fakejuju.verify.report import report, verify_files

    found = verify_files(list(cassettes), profile=profile, baseline=baseline)
    click.echo(json.dumps(found.as_dict(), indent=1) if as_json else report(found, level))
    sys.exit(1 if found.unaccepted(level) else 0)


@click.command()
@click.option(
    "--series", "chosen", multiple=True, type=click.Choice(SERIES), help="One series; all by default."
)
@click.option("--markdown", is_flag=True, help="Print the page docs/coverage.md.")
@click.option("--missing", is_flag=True, help="List only what is not simulated.")
def coverage(chosen: tuple[str, ...], markdown: bool, missing: bool) -> None:
    """Print which methods are simulated, which were recorded, and which are only declared."""
    from fakejuju.coverage import markdown as page, rows, share

    if markdown:
        click.echo(page(chosen or SERIES), nl=False)
        return
    for series in chosen or SERIES:
        one = share(series)
        click.echo(
            f"Juju {series}: {one.simulated} of {one.methods} methods simulated; "
            f"{one.recorded_simulated} of the {one.recorded} recorded"
        )
        if not chosen and not missing:
            continue
        for row in rows(series):
            word = "simulated" if row.simulated else "declared"
            if not (missing and row.simulated):
                recorded = "recorded" if row.recorded else ""
                click.echo(
                    f"  {row.facade + '.' + row.method:55} v{row.version:<3} {word:10} {recorded}".rstrip()
                )


COMMANDS = (serve, verify, coverage)
