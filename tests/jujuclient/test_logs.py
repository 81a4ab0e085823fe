"""The debug-log: what is asked, what is read, and how it ends. Source: the wire facts, section 2."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest

from fakejuju import FakeController, replay
from jujuclient.access import Access
from jujuclient.errors import APIError, ConnectionLost, DeadlineExceeded, NotSupported, ProtocolError
from jujuclient.http import authorization
from jujuclient.logs import LogRecord, LogStream, entity, log_path, read_frame
from jujuclient.model import Model
from jujuclient.store import ClientStore

RECORDINGS = Path(__file__).parents[2] / "cassettes"
UUID = "120d9310-b334-4ef6-87f7-fdd0e0e188d6"
RECORDED = (
    '{"uuid":"120d9310-b334-4ef6-87f7-fdd0e0e188d6","tag":"machine-0","ts":"2026-11-23T12:00:00.123456789Z",'
    '"sev":"INFO","mod":"juju.worker.x","loc":"x.go:12","msg":"started","lab":{"domain":"x"}}\n'
)


def note(
    controller: FakeController, entity: str, severity: str, message: str, module: str = "juju.a"
) -> None:
    uuid = controller.model().entity.uuid
    controller.do(lambda: controller.simulation.log(uuid, entity, severity, module, message, "a.go:3"))


@pytest.fixture(params=["1.25", "2.9", "3.6", "4.0"])
def controller(request: pytest.FixtureRequest) -> Iterator[FakeController]:
    with FakeController(juju=request.param) as made:
        yield made


@pytest.fixture
def model(controller: FakeController) -> Iterator[Model]:
    with Model.connect(store=ClientStore(environ=controller.environ())) as made:
        yield made


# --- reading frames ----------------------------------------------------------------------------


def test_a_frame_of_json_is_a_record_with_its_time_and_labels() -> None:
    (record,) = read_frame(RECORDED)

    assert record.entity == "machine-0"
    assert record.timestamp == datetime(2026, 11, 23, 12, 0, 0, 123456, timezone.utc)
    assert (record.severity, record.module, record.location) == (
        "INFO",
        "juju.worker.x",
        "x.go:12",
    )
    assert (record.message, record.labels, record.model_uuid) == ("started", {"domain": "x"}, UUID)


def test_labels_before_4_0_have_no_values() -> None:
    (record,) = read_frame(
        '{"tag":"machine-0","ts":"","sev":"INFO","mod":"m","loc":"","msg":"x","lab":["http"]}'
    )

    assert record.labels == {"http": ""}
    assert record.timestamp is None


def test_lines_of_juju_1_are_records_and_a_further_line_belongs_to_its_message() -> None:
    first, second = read_frame(
        "unit-db-0: 2015-03-01 10:11:12 INFO juju.worker a.go:3 one\nof two\n"
        "machine-0: 2015-03-01 10:11:13 ERROR juju.cmd b.go:4 bad\n"
    )

    assert first.message == "one\nof two"
    assert str(first) == "unit-db-0: 2015-03-01 10:11:12 INFO juju.worker a.go:3 one\nof two"
    assert (second.entity, second.severity, second.location) == ("machine-0", "ERROR", "b.go:4")


def test_an_empty_frame_has_no_record_and_broken_json_is_no_record() -> None:
    assert read_frame("\n") == []
    with pytest.raises(ProtocolError, match="record of the debug-log"):
        read_frame('{"tag": ')


def test_a_record_as_a_line_has_what_was_asked_for() -> None:
    record = read_frame(RECORDED)[0]

    assert record.format(utc=True) == "machine-0: 12:00:00 INFO juju.worker.x started"
    assert (
        record.format(utc=True, date=True, ms=True, location=True)
        == "machine-0: 2026-11-23 12:00:00.123 INFO juju.worker.x x.go:12 started"
    )
    assert LogRecord("machine-0", message="x").format() == "machine-0: x"


# --- asking ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("juju", "given", "expected"),
    [
        ((4, 0), {"limit": 10}, f"/model/{UUID}/log?maxLines=10&noTail=true&version=2"),
        ((3, 6), {"limit": 10}, f"/model/{UUID}/log?maxLines=10&noTail=true"),
        ((2, 9), {"limit": 10}, f"/model/{UUID}/log?backlog=10&noTail=true"),
        ((1, 25), {}, f"/environment/{UUID}/log?noTail=true"),
        ((3, 6), {"follow": True}, f"/model/{UUID}/log"),
        ((3, 6), {"follow": True, "lines": 5, "limit": 9}, f"/model/{UUID}/log?backlog=5"),
        ((3, 6), {"follow": True, "replay": True, "level": "warning"},
         f"/model/{UUID}/log?level=WARNING&replay=true"),
        ((3, 6), {"follow": True, "include": ["a/0"], "exclude_label": ["x"]},
         f"/model/{UUID}/log?excludeLabel=x&includeEntity=unit-a-0"),
        ((4, 0), {"follow": True, "include_label": ["a=b"]},
         f"/model/{UUID}/log?includeLabels=a%3Db&version=2"),
        ((3, 6), {"follow": True, "since": datetime(2026, 1, 2, tzinfo=timezone.utc)},
         f"/model/{UUID}/log?startTime=2026-01-02T00%3A00%3A00.000000Z"),
    ],
)  # fmt: skip
def test_what_is_asked_of_each_series(juju: tuple[int, int], given: dict[str, object], expected: str) -> None:
    assert log_path(UUID, juju, **given) == expected  # type: ignore[arg-type]  # filters by name


def test_a_controllers_log_has_no_model_in_its_path() -> None:
    assert log_path("", (3, 6), follow=True) == "/log"


@pytest.mark.parametrize(
    ("juju", "given", "error", "words"),
    [
        ((3, 6), {"level": "loud"}, ValueError, "the levels are TRACE"),
        ((3, 6), {"limit": -1}, ValueError, "less than 0"),
        ((3, 6), {"since": datetime(2026, 1, 1)}, ValueError, "no time zone"),
        ((2, 1), {"since": datetime(2026, 1, 1)}, NotSupported, "2.2"),
        ((2, 8), {"include_label": ["x"]}, NotSupported, "2.9"),
        ((3, 6), {"include_label": ["x=y"]}, NotSupported, "4.0"),
    ],
)
def test_bad_input_is_refused(
    juju: tuple[int, int], given: dict[str, object], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        log_path(UUID, juju, **given)  # type: ignore[arg-type]  # filters by name


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("mysql", "unit-mysql-*"),
        ("mysql/0", "unit-mysql-0"),
        ("0", "machine-0"),
        ("0/lxd/1", "machine-0-lxd-1"),
        ("unit-my*", "unit-my*"),
        ("controller-0", "controller-0"),
    ],
)
def test_a_filter_names_entities_as_people_do(name: str, tag: str) -> None:
    assert entity(name) == tag


def test_who_asks_is_a_password_else_macaroons_and_never_in_an_error() -> None:
    by_password = Access.of("x", user="bob", password="hunter2")
    by_macaroon = Access.of("x", macaroons=[[{"identifier": "a"}]])

    assert authorization(by_password)["Authorization"].startswith("Basic ")
    assert authorization(by_macaroon)["Cookie"].startswith("macaroon-")
    assert "hunter2" not in repr(by_password)


# --- on every series -----------------------------------------------------------------------------


def test_the_last_records_as_text(controller: FakeController, model: Model) -> None:
    for number in range(5):
        note(controller, f"unit-db-{number}", "INFO", f"hello {number}")

    records = model.debug_log(limit=2)

    assert [record.message for record in records] == ["hello 3", "hello 4"]
    assert [line.rpartition(" ")[2] for line in str(records).splitlines()] == ["3", "4"]
    assert str(records).startswith("unit-db-3: ")
    assert str(records).endswith("hello 4\n")


def test_filters_choose(controller: FakeController, model: Model) -> None:
    note(controller, "unit-db-0", "INFO", "one", "juju.worker.uniter")
    note(controller, "unit-db-1", "ERROR", "two", "juju.worker.uniter")
    note(controller, "machine-0", "WARNING", "three", "unit.log")

    def said(**given: object) -> list[str]:
        return [record.message for record in model.debug_log(**given)]  # type: ignore[call-overload]  # filters by name

    assert said(include="db") == ["one", "two"]
    assert said(include=["db/0", "0"]) == ["one", "three"]
    assert said(exclude="db/0", level="warning") == ["two", "three"]
    assert said(include_module="juju.worker") == ["one", "two"]
    assert said(exclude_module=["juju"]) == ["three"]


def test_following_tells_what_comes_and_ends_after_so_many(controller: FakeController, model: Model) -> None:
    note(controller, "unit-db-0", "INFO", "before")

    with model.debug_log(follow=True, lines=1, limit=2, timeout=10) as records:
        first = next(records)
        note(controller, "unit-db-0", "INFO", "after")
        rest = list(records)

    assert [first.message, *(record.message for record in rest)] == ["before", "after"]


def test_a_deadline_for_each_record_after_which_the_stream_stands(
    controller: FakeController, model: Model
) -> None:
    with model.debug_log(follow=True, timeout=0.05) as records:
        with pytest.raises(DeadlineExceeded, match="the next record of the debug-log"):
            next(records)
        records.timeout = 10
        note(controller, "machine-0", "INFO", "late")

        assert next(records).message == "late"


def test_a_closed_stream_has_no_more_records(controller: FakeController, model: Model) -> None:
    records = model.debug_log(follow=True)

    records.close()

    assert list(records) == []
    assert isinstance(records, LogStream)


def test_a_log_that_does_not_end_by_itself_ends_with_silence(
    controller: FakeController, model: Model
) -> None:
    note(controller, "machine-0", "INFO", "told")
    path = log_path(model.uuid, model.series, follow=True, lines=1)

    with LogStream(model.access, path, follow=False, quiet=0.1) as stream:
        assert [record.message for record in stream] == ["told"]


def test_a_controller_that_goes_is_told_from_the_end_of_a_log(
    controller: FakeController, model: Model
) -> None:
    with model.debug_log(follow=True, timeout=10) as records:
        controller.stop()

        with pytest.raises(ConnectionLost):
            while True:
                next(records)


def test_a_wrong_password_is_the_controllers_refusal_without_the_password(
    controller: FakeController, model: Model
) -> None:
    wrong = Access.of(controller.endpoint, cacert=controller.ca, password="hunter2", model_uuid=model.uuid)
    path = log_path(model.uuid, model.series)

    with pytest.raises(APIError, match=r"invalid entity name or password|auth") as caught:
        LogStream(wrong, path)

    assert "hunter2" not in str(caught.value)


# --- as recorded -----------------------------------------------------------------------------------


def test_the_log_that_4_0_15_was_recorded_to_tell() -> None:
    with replay(RECORDINGS / "juju-4.0" / "38-debug-log.yaml") as controller:
        access = Access.of(controller.endpoint, cacert=controller.ca, password="x", model_uuid=UUID)
        path = log_path(UUID, (4, 0), limit=10)

        with LogStream(access, path, follow=False, timeout=10) as stream:
            records = list(stream)

    assert [record.message for record in records] == ["line 1", "line 2", "line 3"]
    assert {record.entity for record in records} == {"unit-alpha-0"}
    assert records[0].timestamp == datetime(2026, 11, 23, 22, 30, 1, 123456, timezone.utc)
    assert records[2].format(utc=True) == "unit-alpha-0: 22:30:03 INFO juju.worker.uniter line 3"
