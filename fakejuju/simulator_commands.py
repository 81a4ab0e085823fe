"""The commands that say how good the simulator is: ``verify``, ``coverage``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from jujuclient.wire.series import SERIES


@click.command()
@click.argument("cassettes", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
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

    Several cassettes are one life of one controller, and a folder stands for the cassettes in it, by
    name. Where they have notes of what agents did, that is done; where they have none, it is read
    off the answers. The exit status is 1 when an answer differs that the baseline does not accept.
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


COMMANDS = (verify, coverage)
