"""The watcher of model summaries: what it tells, and what it keeps while nobody asks it."""

from __future__ import annotations

from typing import Any

from asking import Asking
from msgspec.structs import replace

from fakejuju.domain import models
from fakejuju.state.entity import Status
from fakejuju.state.machine import Machine
from fakejuju.summaries import SummaryWatch
from fakejuju.watchers import NOTHING


def watching(asking: Asking) -> SummaryWatch:
    watch = SummaryWatch(asking.sim)
    asking.sim.watching[watch] = None
    return watch


def told(watch: SummaryWatch) -> list[Any]:
    found = watch.take()
    return (
        [] if found is NOTHING else [(one.name or one.uuid, one.status, one.removed) for one in found.models]
    )


def test_a_machine_in_error_turns_a_summary_red_and_other_words_are_not_told() -> None:
    asking = Asking("3.6")
    watch = watching(asking)
    watch.take()

    def machine(status: str, message: str = "") -> list[Any]:
        with asking.sim.state.transaction() as state:
            found = state.find(Machine, "0", asking.uuid) or Machine(model=asking.uuid, id="0")
            state.put(replace(found, agent=Status(status, message)))
        return [(name, colour) for name, colour, _ in told(watch)]

    assert machine("pending") == [("default", "green")]
    assert machine("started") == []
    assert machine("error", "no space left") == [("default", "red")]
    assert machine("started") == [("default", "green")]


def test_models_that_come_and_go_untold_leave_nothing() -> None:
    asking = Asking("3.6")
    watch = watching(asking)
    watch.take()

    for number in range(50):
        models.remove_model(asking.sim, asking.sim.add_model(f"short-lived-{number}"))

    assert told(watch) == []
    assert not watch._changed


def test_a_model_that_was_told_is_told_to_be_gone() -> None:
    asking = Asking("3.6")
    watch = watching(asking)
    model = asking.sim.add_model("short-lived")
    watch.take()

    models.remove_model(asking.sim, model)

    assert [(uuid, removed) for uuid, _, removed in told(watch)] == [(model.uuid, True)]
