"""What the report of a failure has besides: status, log and calls of what was in play, the way to run it."""

from __future__ import annotations

import itertools
import os
import shlex
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from fakejuju.testing import settings
from fakejuju.testing.inplay import InPlay, in_play

if TYPE_CHECKING:
    from fakejuju.cassette.redact import Redactor
    from fakejuju.controller import FakeController
    from jujuclient.juju import Juju
    from jujuclient.status import Status

RECORDS = 20
"""How many records of the log are shown."""
WIDEST = 200
"""Letters that are shown of a call's parameters, and of its answer."""
PATIENCE = 10.0
"""Seconds that a real controller is given for its part of the report."""


def add(item: pytest.Item, report: pytest.TestReport) -> None:
    """Add what was in play; nothing where nothing was."""
    play = in_play(item.config)
    told = any(title.startswith("juju") for title, _ in report.sections)
    if told or not _in_play(play):
        return
    from fakejuju.cassette.redact import Redactor

    safe = Redactor()
    # The calls are first: secrets that they hold are known by sight in what follows.
    calls = [("juju calls", text) for text in _calls(play, safe)]
    found = [*_models(play), *calls, ("juju: run it again", again(item, play))]
    report.sections += [(title, safe.text(text)) for title, text in found]


def _in_play(play: InPlay) -> bool:
    return bool(play.models or play.served or any(len(fake.requests) or _uuids(fake) for fake in play.fakes))


def _models(play: InPlay) -> Iterator[tuple[str, str]]:
    """Status and log of each model."""
    simulated = set()
    for fake in play.fakes:
        for name, uuid in _uuids(fake).items():
            simulated.add(uuid)
            where = f"{name} on {fake.name} (Juju {fake.simulation.version})"
            yield f"juju status of {where}", _try(_status, fake, uuid)
            log = _try(_log, fake, uuid)
            if log:
                yield f"juju log of {where}", log
    if play.served:
        return  # a replay has its recorded answers only, and a recording is not to hold our questions
    for juju in play.models:
        if juju.access.model_uuid not in simulated:
            yield f"juju status of {juju.access.model}", _try(_live_status, juju)
            yield f"juju log of {juju.access.model}", _try(_live_log, juju)


def _try(work: Callable[..., object], *args: object) -> str:
    """A part of the report; whatever keeps it from being made is said in its place."""
    try:
        return str(work(*args))
    except Exception as error:
        return f"cannot be shown: {type(error).__name__}: {error}"


# --- simulated -------------------------------------------------------------------------------


def _uuids(fake: FakeController) -> dict[str, str]:
    """The models of a simulated controller by name, without its own."""
    from fakejuju.state.controller import Model

    found = fake.do(lambda: list(fake.simulation.state.all(Model)))
    return {model.name: model.uuid for model in found if not model.is_controller}


def _status(fake: FakeController, uuid: str) -> Status:
    """The status of a simulated model; nobody is asked for it, so nothing changes by it."""
    from fakejuju.offered import offered
    from fakejuju.projections.status import full_status
    from fakejuju.state.controller import Model as State
    from jujuclient.status import Status
    from jujuclient.wire.struct import Context

    simulation = fake.simulation
    series = simulation.series
    version = offered(series, model=True)["Client"][-1]
    context = Context("Client", version, series.known_as, series.version < (2, 0))
    model = simulation.state.find(State, uuid)
    assert model is not None  # it was listed a moment ago
    full = fake.do(lambda: full_status(simulation, model, context))
    return Status.read(full, controller=fake.name)


def _log(fake: FakeController, uuid: str) -> str:
    records = fake.do(lambda: [one for one in fake.simulation.logs if one.model == uuid])
    lines = (f"{one.entity}: {one.at[11:19]} {one.level} {one.module} {one.message}" for one in records)
    return "\n".join(list(lines)[-RECORDS:])


# --- live ------------------------------------------------------------------------------------


def _live_status(juju: Juju) -> str:
    with type(juju).on(juju.access) as fresh:  # the test may have closed its own
        fresh.connection.call_timeout = PATIENCE
        return str(fresh.status())


def _live_log(juju: Juju) -> str:
    with type(juju).on(juju.access) as fresh:
        return str(fresh.debug_log(limit=RECORDS, timeout=PATIENCE)).rstrip()


# --- calls -----------------------------------------------------------------------------------


def _calls(play: InPlay, safe: Redactor) -> Iterator[str]:
    """The last calls on each controller, shortened, secrets out."""
    for fake in play.fakes:
        if fake.requests.last:
            yield _folded(_call(request, reply, safe) for request, reply in fake.requests.last)
    if play.calls:
        yield _folded(_call(request, reply, safe) for _, request, reply, _ in play.calls)


def _folded(lines: Iterable[str]) -> str:
    """Lines, those that are the same in a row once, with how often: a wait asks the same again and again."""
    found = ((line, len(list(same))) for line, same in itertools.groupby(lines))
    return "\n".join(f"{line} ({often} times)" if often > 1 else line for line, often in found)


def _call(request: Any, reply: Any, safe: Redactor) -> str:
    asked = _short(safe.params(request.facade, request.version, request.method, request.params))
    if reply is None:
        return f"{request.name} {asked} -> no answer"
    if reply.failure is not None:
        code = f" ({reply.failure.code})" if reply.failure.code else ""
        return f"{request.name} {asked} -> error: {_short(safe.text(reply.failure.message))}{code}"
    answer = safe.result(request.facade, request.version, request.method, reply.result)
    return f"{request.name} {asked} -> {_short(answer)}"


def _short(text: str) -> str:
    line = " ".join(text.split()) or "{}"
    return line if len(line) <= WIDEST else f"{line[: WIDEST - 1]}…"


# --- again -----------------------------------------------------------------------------------


def again(item: pytest.Item, play: InPlay) -> str:
    """The seed, and the line that runs the test again as it ran."""
    chosen = settings.read(item.config)
    seed = play.fakes[0].simulation.seeds.seed if play.fakes else chosen.seed
    given = settings.given(item.config)
    path, colons, name = item.nodeid.partition("::")
    here = os.path.relpath(item.config.rootpath / path, item.config.invocation_params.dir)
    words = ["pytest", f"{here}{colons}{name}", *given]
    if not any(one.startswith("--juju-seed") for one in given):
        words.append(f"--juju-seed={seed}")
    return f"seed {seed}\n{shlex.join(words)}"
