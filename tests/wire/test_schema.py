"""Facades as declared stubs: what a call checks, sends and gives back."""

from __future__ import annotations

import json
from types import EllipsisType
from typing import Annotated

import pytest

from jujuclient.errors import DecodeError, NotSupported
from jujuclient.wire.schema import Facade, answers, arguments, call, handled
from jujuclient.wire.struct import UNSET, Json, UnsetType, Wire, juju1, key, secret, versions


class Space(Wire):
    """A space."""

    tag: str
    cidrs: list[str] | UnsetType = UNSET
    password: Annotated[str | UnsetType, secret("password")] = UNSET


class Made(Wire):
    """What was made."""

    names: list[str] | None


class Spaces(Facade, name="Spaces", versions=range(1, 7), juju1=(1,)):
    """A facade for these tests."""

    @call("CreateSpaces")
    def create_spaces(
        self,
        spaces: Annotated[list[Space], juju1("Rooms")],
        *,
        dry_run: Annotated[bool | UnsetType, versions(since=5), key("dryRun")] = UNSET,
        filter: Annotated[str | UnsetType, versions(until=2)] = UNSET,
        filters: Annotated[list[str] | UnsetType, versions(since=3), key("filter")] = UNSET,
    ) -> Made:
        """Make spaces.

        With a second line.
        """

    @call("Reload", since=3)
    def reload(self) -> None:
        """Read them again."""

    @call("Next", parks=True)
    def next(self) -> Made:
        """Wait."""

    @call("Tag", whole="tag", first="2.0", last="3.6")
    def tag(self, tag: str) -> Made:
        """A call whose parameters are a text."""

    @call("Old", until=1, juju1="kebab")
    def old(self, num_units: int) -> Made:
        """A call whose keys Juju 1 spells as Juju 2 does."""

    @call("Twice", since=4)
    def twice(self, a: int) -> Made:
        """The newer one."""

    @call("Twice", until=3, last="2.9")
    def twice_v3(self, b: int) -> Made:
        """The older one."""

    @call("Twice", until=3, first="2.9", last="3.1")
    def twice_2_9(self, c: int) -> Made:
        """The one between."""

    @call("Secret")
    def secret(
        self, spaces: list[Space], config: Annotated[dict[str, Json], secret("config")]
    ) -> list[Space]:
        """A call with secrets."""


class Recorder:
    """A caller that writes down what it is asked and says what it is told to."""

    def __init__(self, raw: str = '{"names":["a"]}') -> None:
        self.raw = raw
        self.asked: list[tuple[str, int, str, object, str, object]] = []

    def call(
        self,
        facade: str,
        version: int,
        method: str,
        params: str,
        *,
        id: str = "",
        timeout: float | EllipsisType | None = ...,
    ) -> Recorder:
        self.asked.append((facade, version, method, json.loads(params), id, timeout))
        return self


def test_a_call_sends_what_the_signature_says_and_gives_the_declared_type() -> None:
    caller = Recorder()

    made = (
        Spaces(caller, 6, id="7").within(2.5).create_spaces([Space("space-db")], dry_run=True, filters=["x"])
    )

    assert made == Made(["a"])
    params = {"spaces": [{"tag": "space-db"}], "dryRun": True, "filter": ["x"]}
    assert caller.asked == [("Spaces", 6, "CreateSpaces", params, "7", 2.5)]


def test_a_call_speaks_juju1_in_the_versions_that_do() -> None:
    caller = Recorder('{"Names":null}')
    spaces = Spaces(caller, 1)

    assert spaces.create_spaces([Space("space-db")], filter="x") == Made(None)
    assert spaces.old(5) == Made(None)

    assert caller.asked[0][3] == {"Rooms": [{"Tag": "space-db"}], "Filter": "x"}
    assert caller.asked[1][3] == {"num-units": 5}


def test_a_call_without_result_gives_none_whatever_is_answered() -> None:
    assert Spaces(Recorder('{"more":1}'), 3).reload() is None  # type: ignore[func-returns-value]  # that it gives nothing is the point


def test_parameters_that_are_a_text() -> None:
    caller = Recorder()

    Spaces(caller, 6).tag("model-x")

    assert caller.asked[0][3] == "model-x"
    with pytest.raises(TypeError, match=r"Spaces\.tag: tag: expected str, got int"):
        Spaces(caller, 6).tag(5)  # type: ignore[arg-type]  # that it is refused is the point


@pytest.mark.parametrize(("timeout", "passed"), [(..., None), (None, None), (3.0, 3.0)])
def test_a_call_that_parks_waits_unless_told_otherwise(
    timeout: float | EllipsisType | None, passed: object
) -> None:
    caller = Recorder()

    Spaces(caller, 6, timeout=timeout).next()

    assert caller.asked[0][5] is passed


def test_other_calls_leave_the_deadline_to_the_caller() -> None:
    caller = Recorder()

    Spaces(caller, 6).reload()

    assert caller.asked[0][5] is ...


def test_a_call_outside_the_version_is_refused_before_it_is_sent() -> None:
    caller = Recorder()

    with pytest.raises(NotSupported) as plain:
        Spaces(caller, 2).reload()
    with pytest.raises(NotSupported) as named:
        Spaces(caller, 2, offered=(1, 2)).reload()
    with pytest.raises(NotSupported) as series:
        Spaces(caller, 6, series="4.0").tag("x")
    with pytest.raises(NotSupported) as other:
        Spaces(caller, 3, series="2.6").twice(1)

    assert str(plain.value) == (
        "Spaces.reload needs Spaces version 3 and later; "
        "the controller offers 2 at most in common with this client"
    )
    assert "the controller offers 1, 2" in str(named.value)
    assert "needs Juju 2.0 to 3.6; the controller offers Spaces 6 " in str(series.value)
    assert str(series.value).endswith("on Juju 4.0")
    assert str(other.value).endswith("see Spaces.twice_v3, twice_2_9")
    assert caller.asked == []


def test_a_field_outside_the_version_is_refused_before_it_is_sent() -> None:
    caller = Recorder()

    with pytest.raises(
        NotSupported, match=r"^Spaces\.create_spaces: dryRun: needs Spaces version 5 and later"
    ):
        Spaces(caller, 4).create_spaces([], dry_run=True)

    assert caller.asked == []


def test_wrong_arguments_are_refused_before_they_are_sent() -> None:
    caller = Recorder()
    spaces = Spaces(caller, 6)

    with pytest.raises(TypeError, match=r"^Spaces\.create_spaces: spaces\[0\]\.tag: expected str, got int"):
        spaces.create_spaces([Space(5)])  # type: ignore[arg-type]  # that it is refused is the point
    with pytest.raises(TypeError, match=r"^Spaces\.create_spaces: missing a required argument: 'spaces'"):
        spaces.create_spaces()  # type: ignore[call-arg]  # that it is refused is the point
    with pytest.raises(TypeError, match=r"unexpected keyword argument 'rooms'"):
        spaces.create_spaces([], rooms=[])  # type: ignore[call-arg]  # that it is refused is the point

    assert caller.asked == []


def test_an_answer_that_does_not_fit_keeps_its_text() -> None:
    raw = '{"names":[1]}'

    with pytest.raises(DecodeError) as caught:
        Spaces(Recorder(raw), 6).create_spaces([])

    assert caught.value.raw == raw
    assert caught.value.path == "names[0]"
    assert str(caught.value).startswith("the answer to Spaces.CreateSpaces v6: names[0]: Expected `str`")


def test_declarations_are_found_by_name_version_and_series() -> None:
    assert [one.name for one in Spaces.methods()][:2] == ["create_spaces", "reload"]
    newer, between = Spaces.method("Twice", 5), Spaces.method("Twice", 3, "3.1")

    assert newer is not None
    assert between is not None
    assert (newer.name, between.name) == ("twice", "twice_2_9")
    assert Spaces.method("Twice", 3, "2.2").name == "twice_v3"  # type: ignore[union-attr]  # it is declared
    assert Spaces.method("Twice", 3).name == "twice_2_9", "the newest wins"  # type: ignore[union-attr]  # it is declared
    assert Spaces.method("Reload", 2) is None
    assert Spaces.method("reload", 5) is None
    assert newer.facade is Spaces
    assert repr(newer) == "<Spaces.Twice version 4 and later>"
    assert repr(Spaces.method("Secret", 1)) == "<Spaces.Secret every version>"
    assert repr(Spaces(Recorder(), 6)) == "<Spaces version 6>"


def test_a_stub_keeps_its_signature_and_words() -> None:
    method = Spaces.method("CreateSpaces", 6)
    assert method is not None

    assert Spaces.create_spaces.__name__ == "create_spaces"
    assert method.doc == "Make spaces.\n\nWith a second line."
    assert list(method.signature.parameters) == ["self", "spaces", "dry_run", "filter", "filters"]
    assert method.params.__name__ == "SpacesCreateSpacesParams"
    assert Spaces.method("Next", 6).parks  # type: ignore[union-attr]  # it is declared


def test_secrets_are_named_by_their_paths() -> None:
    method = Spaces.method("Secret", 6)
    assert method is not None

    assert method.secret_paths("params") == {"spaces[].password": "password", "config": "config"}
    assert method.secret_paths("result", 6) == {"[].password": "password"}
    assert method.secret_paths("params", 1) == {"Spaces[].Password": "password", "Config": "config"}


def test_the_fake_reads_requests_as_go_does() -> None:
    method = Spaces.method("CreateSpaces", 6)
    assert method is not None

    params = method.decode_params('{"SPACES":[{"tag":"a","cidrs":null}],"dryRun":null,"filter":["x"]}', 6)
    empty = method.decode_params("", 6)

    assert arguments(params) == {"spaces": [Space("a")], "filters": ["x"]}
    assert arguments(empty) == {"spaces": []}
    assert arguments(method.decode_params("null", 6)) == {"spaces": []}
    assert arguments(method.decode_params('{"Rooms":[],"Filter":"x"}', 1)) == {"spaces": [], "filter": "x"}
    with pytest.raises(DecodeError, match=r"spaces\[0\].tag"):
        method.decode_params('{"spaces":[{"tag":1}]}', 6)


def test_the_fake_reads_a_text_for_parameters() -> None:
    method = Spaces.method("Tag", 6)
    assert method is not None

    assert arguments(method.decode_params('"model-x"', 6)) == {"tag": "model-x"}
    assert arguments(method.decode_params("", 6)) == {"tag": ""}
    assert arguments(method.decode_params('{"tag":"model-x"}', 6)) == {"tag": ""}
    assert method.encode_params(method.params(tag="x"), 6) == '"x"'


def test_the_fake_knows_no_field_of_another_version() -> None:
    """Recorded on 2.9.52: a machine is gone after a dry run, which came with a later version."""
    method = Spaces.method("CreateSpaces", 6)
    assert method is not None

    asked = '{"spaces":[],"dryRun":true}'
    assert arguments(method.decode_params(asked, 5)) == {"spaces": [], "dry_run": True}
    assert arguments(method.decode_params(asked, 4)) == {"spaces": []}


def test_the_fake_writes_results_as_juju_does() -> None:
    method, nothing = Spaces.method("CreateSpaces", 6), Spaces.method("Reload", 6)
    assert method is not None
    assert nothing is not None

    assert method.encode_result(Made(None), 6) == '{"names":null}'
    assert method.encode_result(Made(["a"]), 1) == '{"Names":["a"]}'
    assert nothing.encode_result(None, 6) == "{}"
    assert nothing.decode_result("{}", 6) is None
    with pytest.raises(TypeError, match=r"names\[0\]: expected str"):
        method.encode_result(Made([1]), 6)  # type: ignore[list-item]  # that it is refused is the point


def test_a_handler_is_bound_to_its_declaration() -> None:
    @answers(Spaces.reload)
    def reload(state: object) -> None:
        """A handler."""

    assert handled(reload) is Spaces.method("Reload", 6)
    assert handled(test_a_handler_is_bound_to_its_declaration) is None
