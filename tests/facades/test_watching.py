"""Watchers that iterate: their end, their deadlines, their errors."""

from __future__ import annotations

from types import EllipsisType
from typing import Any

import pytest

from jujuclient.errors import APIError, ConnectionLost, DeadlineExceeded, NotFound, Stopped
from jujuclient.facades.common import (
    AllWatcherId,
    Error,
    NotifyWatchResult,
    StringsWatchResult,
)
from jujuclient.facades.controller import SummaryWatcherID
from jujuclient.facades.watching import (
    AllEnvWatch,
    AllModelWatch,
    AllWatch,
    ModelSummaryWatch,
    NotifyWatch,
    StringsWatch,
    watch,
)


class Answer:
    """What a call gives."""

    def __init__(self, raw: str) -> None:
        self.raw = raw


class Script:
    """A connection that answers each Next with the next of its lines, an error among them raised."""

    def __init__(self, *lines: str | Exception) -> None:
        self.facades = {"AllWatcher": 3, "NotifyWatcher": 1, "StringsWatcher": 1}
        self.lines = list(lines)
        self.asked: list[tuple[Any, ...]] = []
        self.stop_error: Exception | None = None

    def call(
        self,
        facade: str,
        version: int,
        method: str,
        params: str,
        *,
        id: str = "",
        timeout: float | EllipsisType | None = ...,
    ) -> Answer:
        self.asked.append((facade, version, method, id, timeout))
        if method == "Stop":
            if self.stop_error:
                raise self.stop_error
            return Answer("{}")
        line = self.lines.pop(0)
        if isinstance(line, Exception):
            raise line
        return Answer(line)


def test_an_all_watch_yields_deltas_until_it_is_stopped() -> None:
    script = Script('{"deltas":[["unit","change",{}]]}', '{"deltas":null}')

    with watch(script, AllWatcherId("4")) as changes:
        first = next(changes)
        second = next(changes)

    assert isinstance(changes, AllWatch)
    assert first == [["unit", "change", {}]]
    assert second == []
    assert list(changes) == []
    assert script.asked[0] == ("AllWatcher", 3, "Next", "4", None)
    assert script.asked[2:] == [("AllWatcher", 3, "Stop", "4", ...)]
    assert repr(changes) == "<AllWatch 4 stopped>"


def test_stopping_while_next_waits_is_the_end_of_the_loop() -> None:
    script = Script('{"deltas":[1]}')
    changes = watch(script, AllWatcherId("1"))

    class StopsFirst(Exception):
        pass

    def stopped_meanwhile(*args: Any, **kwargs: Any) -> Answer:
        changes.stopped = True  # another thread has called stop()
        raise APIError("watcher was stopped")

    seen = [next(changes)]
    script.call = stopped_meanwhile  # type: ignore[method-assign]  # one script, in this test
    seen += list(changes)

    assert seen == [[1]]


def test_a_watcher_that_ends_by_itself_is_an_error() -> None:
    changes = watch(Script(APIError("shared state watcher was stopped")), AllWatcherId("1"))

    with pytest.raises(APIError, match="shared state watcher was stopped"):
        next(changes)


def test_a_missed_deadline_stops_the_watcher_at_the_controller() -> None:
    script = Script(DeadlineExceeded("nothing in 3.0 s"))
    changes = watch(script, NotifyWatchResult("2"))

    with pytest.raises(DeadlineExceeded):
        changes.next(timeout=3.0)

    assert script.asked == [("NotifyWatcher", 1, "Next", "2", 3.0), ("NotifyWatcher", 1, "Stop", "2", ...)]
    assert changes.stopped
    assert list(changes) == []


def test_a_watcher_is_stopped_once_and_may_be_gone_already() -> None:
    script = Script()
    script.stop_error = NotFound("unknown watcher id")
    changes = watch(script, NotifyWatchResult("2"))

    changes.stop()
    changes.stop()

    assert len(script.asked) == 1


def test_the_first_error_in_a_block_is_the_one_that_is_raised() -> None:
    script = Script()
    script.stop_error = ConnectionLost("the line broke")

    with pytest.raises(ZeroDivisionError), watch(script, NotifyWatchResult("2")):
        raise ZeroDivisionError
    with pytest.raises(ConnectionLost), watch(script, NotifyWatchResult("3")):
        pass


def test_a_notify_watch_yields_none_at_each_change() -> None:
    changes = watch(Script("{}", "{}", Stopped("watcher has been stopped")), NotifyWatchResult("2"))

    assert isinstance(changes, NotifyWatch)
    assert iter(changes) is changes
    assert [next(changes), next(changes)] == [None, None]
    with pytest.raises(Stopped):
        next(changes)


def test_a_strings_watch_begins_with_what_the_creating_call_gave() -> None:
    script = Script(
        '{"watcher-id":"","changes":["b"]}', '{"watcher-id":"","error":{"message":"no","code":"dead"}}'
    )
    changes = watch(script, StringsWatchResult("9", ["a"]))

    assert isinstance(changes, StringsWatch)
    assert next(changes) == ["a"]
    assert script.asked == []
    assert next(changes) == ["b"]
    with pytest.raises(APIError, match="no"):
        next(changes)


def test_a_strings_watch_of_an_id_alone_has_nothing_to_begin_with() -> None:
    assert next(StringsWatch(Script('{"watcher-id":"","changes":["b"]}'), "9")) == ["b"]


def test_a_model_summary_watch_yields_summaries() -> None:
    raw = (
        '{"models":[{"uuid":"u","controller":"c","name":"m","admins":[],"cloud":"","region":"","credential":"",'
        '"size":{"machines":1,"containers":0,"applications":0,"units":0,"relations":0},"status":"green",'
        '"messages":[],"annotations":null}]}'
    )
    changes = watch(Script(raw), SummaryWatcherID("3"))

    assert isinstance(changes, ModelSummaryWatch)
    (model,) = next(changes)
    assert (model.name, model.status, model.size.machines) == ("m", "green", 1)


def test_watchers_of_every_model_are_asked_for_by_name() -> None:
    models = watch(Script('{"deltas":[]}'), AllWatcherId("1"), "AllModelWatcher")
    environments = watch(Script('{"Deltas":[2]}'), AllWatcherId("1"), "AllEnvWatcher")

    assert isinstance(models, AllModelWatch)
    assert next(models) == []
    assert isinstance(environments, AllEnvWatch)
    assert next(environments) == [2]


def test_a_watcher_that_was_not_made_raises_why() -> None:
    with pytest.raises(NotFound, match="no such model"):
        watch(Script(), NotifyWatchResult("", Error("not found", "no such model", {"a": 1})))
    with pytest.raises(APIError, match="no"):
        watch(Script(), StringsWatchResult("", error=Error("", "no")))
