"""The recorder: what it writes when a secret shows itself late, or nowhere but at the door."""

from __future__ import annotations

from pathlib import Path

from fakejuju.cassette.files import load
from fakejuju.cassette.record import Recorder
from jujuclient.wire.messages import Request


def ask(recorder: Recorder, number: int, facade: str, method: str, params: str, result: str) -> None:
    exchange = recorder.ask(1, Request(number, facade, method, 3, "", params))
    recorder.answer(exchange, f'{{"request-id":{number},"response":{result}}}\n')


def test_what_a_later_field_gives_away_is_replaced_where_it_stood_before(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    recorder = Recorder(path)
    recorder.connection("/model/x/api")
    ask(recorder, 1, "Annotations", "Set", '{"annotations":{"note":"it is hunter2hunter2"}}', "{}")
    ask(recorder, 2, "Admin", "Login", '{"auth-tag":"user-admin","credentials":"hunter2hunter2"}', "{}")

    recorder.finish()

    assert "hunter2" not in path.read_text()
    assert load(path).exchanges[0].params == '{"annotations":{"note":"it is <password:1>"}}'


def test_a_secret_of_the_upgrade_is_one_wherever_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    recorder = Recorder(path)
    recorder.connection("/model/x/log", [("Authorization", "Basic dXNlci1hZG1pbjpodW50ZXIyaHVudGVyMg==")])
    recorder.push(1, '{"msg":"got hunter2hunter2"}\n')

    recorder.finish()

    assert "hunter2" not in path.read_text()
