"""Every method of every series, called once against a caller that holds it against the facts."""

from __future__ import annotations

import json
from types import EllipsisType
from typing import Any

import facts
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from values import Maker, Style, fits_the_facts

from jujuclient import facades
from jujuclient.wire.schema import Facade
from jujuclient.wire.series import SERIES
from jujuclient.wire.struct import encode, encode_over


class Answer:
    """What the caller below gives back."""

    def __init__(self, raw: str) -> None:
        self.raw = raw


class FactsCaller:
    """A controller of one series, as far as the facts know it: checks a request and makes up an answer."""

    def __init__(self, one: facts.Served, maker: Maker) -> None:
        self.one = one
        self.maker = maker
        self.answered: list[str] = []

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
        one = self.one
        assert (facade, version, method) == (one.facade, one.version, one.method)
        sent = json.loads(params)
        if one.params is None:
            assert sent == {}
        else:
            assert fits_the_facts(sent, facts.parse(one.params), one.series, "params") == []
        if one.result is None:
            self.answered.append("{}")
        else:
            declared = facades.method(facade, version, method, one.series)
            assert declared is not None
            answer = self.maker.answer(
                facts.parse(one.result), declared.result_node, declared.context(version, one.series)
            )
            self.answered.append(json.dumps(answer))
        return Answer(self.answered[-1])


def call_once(one: facts.Served, style: Style) -> None:
    """Call a method with arguments of its version; its answer must survive decoding and encoding."""
    maker = Maker(style)
    caller = FactsCaller(one, maker)
    facade = facades.load(one.facade)
    declared = facades.method(one.facade, one.version, one.method, one.series)
    assert facade is not None
    assert declared is not None, one
    bound = facade(caller, one.version, series=one.series)
    context = declared.context(one.version, one.series)

    result = getattr(bound, declared.name)(**maker.arguments(declared, context))

    (raw,) = caller.answered
    if one.result is None:
        assert result is None
        return
    told = json.loads(raw)
    assert json.loads(encode_over(result, raw, declared.result, context)) == told, one
    if not style.unknown:
        assert json.loads(encode(result, declared.result_node, context)) == told, one


def newest(series: str) -> list[facts.Served]:
    """The methods of a series at the newest version of their facades."""
    return [
        one
        for one in facts.served()
        if one.series == series
        and not one.stub
        and one.version == max(facts.served_versions()[one.facade][series])
    ]


@pytest.mark.parametrize("series", SERIES)
def test_every_method_of_every_version_takes_its_arguments_and_gives_its_answer(series: str) -> None:
    for one in facts.served():
        if one.series == series and not one.stub:
            call_once(one, Style(seed=len(one.method), absent=0, null=0, zero=0, depth=4))


@pytest.mark.parametrize("series", SERIES)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
@given(
    seed=st.integers(0, 2**32),
    absent=st.sampled_from((0, 30, 100)),
    null=st.sampled_from((0, 30, 100)),
    zero=st.sampled_from((0, 30, 100)),
    unknown=st.sampled_from((0, 0, 50)),
)
def test_whatever_an_answer_holds_comes_back_unchanged(
    series: str, seed: int, absent: int, null: int, zero: int, unknown: int
) -> None:
    style = Style(seed, absent, null, zero, unknown)
    for place, one in enumerate(newest(series)):
        call_once(one, style._replace(seed=seed + place))


def test_the_requests_and_answers_of_every_method_are_read_by_the_fake_as_well() -> None:
    for one in newest("3.6") + newest("1.25"):
        maker = Maker(Style(seed=7, absent=30, depth=4))
        declared = facades.method(one.facade, one.version, one.method, one.series)
        assert declared is not None
        context = declared.context(one.version, one.series)
        params = declared.params(**maker.arguments(declared, context))

        text = declared.encode_params(params, one.version, one.series)

        again = declared.decode_params(text, one.version, one.series)
        assert again == params, one


def test_an_answer_of_the_fake_has_all_that_juju_always_sends() -> None:
    status = facades.load("Client")
    assert status is not None
    declared = status.method("FullStatus", 8, "4.0")
    assert declared is not None
    empty: Any = declared.decode_result("{}", 8, "4.0")

    told = json.loads(declared.encode_result(empty, 8, "4.0"))

    always = {key for key in facts.fields("FullStatus", "4.0") if not key.endswith("?")}
    assert always == told.keys()
    assert told["applications"] is None
    assert told["model"]["name"] == ""
    assert issubclass(status, Facade)
