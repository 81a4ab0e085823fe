"""The commands that look after cassettes: import, scan, show, diff, repair, upgrade.

Exit status: 0 for what was asked, 1 for what was found (differences, secrets), 2 for an error, which
is one line on standard error.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

_FILE = click.Path(path_type=Path)


def _s(count: int) -> str:
    return "" if count == 1 else "s"


@click.command("import")
@click.argument("recording", type=_FILE)
@click.argument("cassette", type=_FILE)
@click.option("--title", default="", help="A title for the cassette; the recording's name when left out.")
@click.option(
    "--juju", default="", metavar="VERSION", help="The controller's version, if the recording lacks it."
)
@click.option("--charms", type=_FILE, help="A folder with the uploaded archives, found there by SHA-256.")
@click.option("--max-frame", type=click.IntRange(1), metavar="N", help="Leave out frames of more characters.")
def import_(
    recording: Path, cassette: Path, title: str, juju: str, charms: Path | None, max_frame: int | None
) -> None:
    """Turn a RECORDING of frames, in JSON lines, into a CASSETTE.

    Secrets are replaced by marks. What a replay cannot give back is listed.
    """
    from fakejuju.cassette.imports import import_recording, write_import

    made, report = import_recording(recording, title=title, juju=juju, charms=charms, max_frame=max_frame)
    write_import(made, cassette)
    counts = ", ".join(f"{count} {kind}" for kind, count in report.counts.items() if count) or "nothing"
    click.echo(f"{cassette}: {counts}")
    if report.unanswered:
        click.echo(f"{report.unanswered} call{_s(report.unanswered)} never got an answer")
    if report.marks:
        click.echo(
            "secrets replaced: " + ", ".join(f"{n} {kind}" for kind, n in sorted(report.marks.items()))
        )
    if report.problems:
        count = len(report.problems)
        click.echo(f"{count} thing{_s(count)} a replay cannot give back:")
        for problem in report.problems:
            click.echo(f"  {problem}")


@click.command()
@click.argument("cassettes", type=_FILE, nargs=-1, required=True)
def scan(cassettes: tuple[Path, ...]) -> None:
    """Look for secrets that are left in CASSETTES; exit status 1 when there are any.

    What is found is never printed: only where it is, of what kind, and how long.
    """
    from fakejuju.cassette.files import load
    from fakejuju.cassette.scan import scan as look

    count = 0
    for path in cassettes:
        for finding in look(load(path)):
            count += 1
            click.echo(f"{path}: {finding}")
    files = f"{len(cassettes)} cassette{_s(len(cassettes))}"
    if not count:
        click.echo(f"{files}, no secrets found")
        return
    click.echo(
        f"{files}, {count} finding{_s(count)}: record again, or replace each with a mark "
        "such as <password:1>",
        err=True,
    )
    raise click.exceptions.Exit(1)


@click.command()
@click.argument("cassette", type=_FILE)
@click.option("--calls", is_flag=True, help="Only the calls.")
@click.option("--http", "https", is_flag=True, help="Only the HTTP exchanges, with their headers.")
@click.option("--event", type=int, metavar="N", help="One event in full: the number in front of its line.")
@click.option("--json", "as_json", is_flag=True, help="Every event as JSON, one a line.")
def show(cassette: Path, calls: bool, https: bool, event: int | None, as_json: bool) -> None:
    """Show what is in a CASSETTE."""
    from fakejuju.cassette import show as room
    from fakejuju.cassette.files import load

    loaded = load(cassette)
    if as_json:
        for one in room.as_data(loaded):
            click.echo(json.dumps(one, ensure_ascii=False))
    elif event is not None:
        click.echo(room.show_event(loaded, event), nl=False)
    elif calls:
        click.echo(room.show_calls(loaded), nl=False)
    elif https:
        click.echo(room.show_https(loaded), nl=False)
    else:
        click.echo(room.show(loaded), nl=False)


@click.command()
@click.argument("first", type=_FILE)
@click.argument("second", type=_FILE)
@click.option("--exact", is_flag=True, help="No allowance for times, uuids, ports and the numbers of marks.")
def diff(first: Path, second: Path, exact: bool) -> None:
    """Compare two cassettes by what they mean; exit status 1 when they differ.

    The same calls in the same order on each connection, with equal parameters and answers. Of each
    call the first difference is shown.
    """
    from fakejuju.cassette.diff import diff as compare
    from fakejuju.cassette.files import load

    ours = load(first)
    found = compare(ours, load(second), exact=exact)
    for difference in found:
        click.echo(str(difference))
    if found:
        click.echo(f"{len(found)} difference{_s(len(found))}", err=True)
        raise click.exceptions.Exit(1)
    click.echo(
        f"the same: {len(ours.connections)} connections, {len(ours.exchanges)} calls, {len(ours.https)} HTTP"
    )


@click.command()
@click.argument("cassette", type=_FILE)
@click.option(
    "-o", "--output", type=_FILE, help="Where the result goes; in place, without .part, when left out."
)
def repair(cassette: Path, output: Path | None) -> None:
    """Keep what is whole of a CASSETTE that was cut or damaged, and say what is dropped.

    When anything is dropped, the damaged file is kept beside the result, with .orig behind its name.
    """
    from fakejuju.cassette.repair import repair as mend

    made = mend(cassette, output)
    for dropped in made.dropped:
        click.echo(str(dropped))
    if made.written is None:
        click.echo(f"{cassette}: whole, nothing to repair")
        return
    if made.recounted:
        click.echo(f"{made.recounted}; it is written anew")
    kept, lost = len(made.cassette.events), len(made.dropped)
    click.echo(f"{made.written}: {kept} event{_s(kept)} kept, {lost} document{_s(lost)} dropped")
    if made.original is not None:
        click.echo(f"{made.original}: the damaged file")


@click.command()
@click.argument("cassettes", type=_FILE, nargs=-1, required=True)
def upgrade(cassettes: tuple[Path, ...]) -> None:
    """Rewrite CASSETTES of an older format in today's."""
    from fakejuju.cassette.model import FORMAT
    from fakejuju.cassette.repair import upgrade as rewrite

    for path in cassettes:
        number = rewrite(path)
        if number is None:
            click.echo(f"{path}: is of today's format, {FORMAT}")
        else:
            click.echo(f"{path}: format {number} became {FORMAT}")


COMMANDS: list[click.Command] = [import_, scan, show, diff, repair, upgrade]
"""Every command of this module, for the group ``fakejuju``."""
