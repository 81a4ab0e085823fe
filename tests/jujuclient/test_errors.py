"""What errors are to those who catch them, and to those who come from the juju command."""

from __future__ import annotations

import jujuclient
from jujuclient.errors import APIError


def test_an_error_is_printed_as_the_command_prints_it() -> None:
    whole = APIError('application "a" not found', code="not found", facade="Application", method="Get")
    item = APIError('unit "a/9" not found', code="not found")

    assert whole.stderr == 'ERROR application "a" not found (not found)\n'
    assert item.stderr == 'ERROR unit "a/9" not found\n'


def test_bad_input_is_a_value_error_and_one_of_ours() -> None:
    assert issubclass(jujuclient.InvalidInput, ValueError)
    assert issubclass(jujuclient.InvalidInput, jujuclient.CLIError)
