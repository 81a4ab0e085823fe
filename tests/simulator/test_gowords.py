"""Parameters that do not fit are refused in the words of Go; recorded on 3.6.28 and 4.0.15."""

from __future__ import annotations

from typing import Any

import pytest
from asking import Asking

from jujuclient.wire.messages import Failure


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("Get", ["x"], "array into Go value of type params.ApplicationGet"),
        ("Get", "str", "string into Go value of type params.ApplicationGet"),
        ("Get", {"application": 5}, "number into Go struct field ApplicationGet.application of type string"),
        (
            "Deploy",
            {"applications": {}},
            "object into Go struct field ApplicationsDeploy.applications of type []params.ApplicationDeploy",
        ),
        (
            "AddUnits",
            {"application": "x", "num-units": "two"},
            "string into Go struct field AddApplicationUnits.num-units of type int",
        ),
    ],
)
def test_the_go_type_and_field_are_named(method: str, params: Any, words: str) -> None:
    answer = Asking("3.6").ask("Application", 22, method, params)

    assert isinstance(answer, Failure)
    assert answer.message == f"json: cannot unmarshal {words}"


def test_the_type_is_the_innermost_and_the_field_the_whole_path() -> None:
    answer = Asking("3.6").ask("Application", 22, "Deploy", {"applications": [{"num-units": "two"}]})

    assert answer.message == (
        "json: cannot unmarshal string into Go struct field "
        "ApplicationDeploy.applications.num-units of type int"
    )
