"""What people see of a cassette."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakejuju.cassette.files import load
from fakejuju.cassette.reading import read_cassette
from fakejuju.cassette.show import as_data, show, show_calls, show_event, show_https
from fakejuju.errors import CassetteError

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def text() -> str:
    return show(load(GOLDEN / "capture.yaml"))


def test_the_head_says_what_it_is(text: str) -> None:
    assert text.startswith(
        "capture\n  juju      4.0.15\n  source    real controller, imported from capture.jsonl\n"
    )
    assert "  holds     5 connections, 5 exchanges, 3 http, 2 pushes, 5 closes, 4 strays\n" in text


def test_every_event_has_a_line_in_the_order_of_places(text: str) -> None:
    lines = [line for line in text.rsplit("\n\n", maxsplit=1)[-1].splitlines() if line]
    places = [int(line.split()[0]) for line in lines]

    assert places == sorted(places)
    assert len(lines) == len(load(GOLDEN / "capture.yaml").events)


@pytest.mark.parametrize(
    "said",
    [
        "connection 1   /model/5a1e0000-0000-4000-8000-000000000001/api  5 calls\n",
        "AllWatcher.Next v3 [1]                     30.0 ms, at 7, 44 B\n",
        'error: <no> & "status" (not found)\n',
        "-> 200 OK, a body of 28 B\n",
        "GET /tools/x -> no response, no body\n",
        "closed by the controller with 1002 bad MASK\n",
        "closed by the controller without a code\n",
        "STRAY from the client: sent unmasked | {",
        "pushed {}\n",
    ],
)
def test_lines(text: str, said: str) -> None:
    assert said in text


def test_calls_that_were_never_answered_are_counted_and_named() -> None:
    text = show(load(GOLDEN / "client.yaml"))

    assert "(1 never answered)\n" in text
    assert "Pinger.Ping v1                             never answered\n" in text
    assert "# deploy something\n" in text


def test_only_calls_or_only_http() -> None:
    cassette = load(GOLDEN / "capture.yaml")

    assert len(show_calls(cassette).splitlines()) == 5
    https = show_https(cassette)
    assert "          > Authorization: <authorization:1>\n" in https
    assert "          < Juju-Curl: local:tiny-0\n" in https


def test_one_event_in_full_has_its_answer_with_it() -> None:
    cassette = load(GOLDEN / "capture.yaml")

    text = show_event(cassette, 5)

    assert text.startswith("ask: 4\n")
    assert "\n---\nanswer: 4\n" in text
    assert show_event(cassette, 7).startswith("answer: 4\n")
    with pytest.raises(CassetteError, match="they go from 1 to 25"):
        show_event(cassette, 99)


def test_data_has_payloads_as_data() -> None:
    data = as_data(load(GOLDEN / "capture.yaml"))

    login = data[1]
    assert login["event"] == "exchange"
    assert login["params"]["credentials"] == "<password:1>"
    assert login["result"]["server-version"] == "4.0.15"


def test_a_cassette_with_nothing_in_it() -> None:
    text = show(read_cassette("fakejuju: 1\n---\nend: {connections: 0}\n"))

    assert "holds     nothing" in text
