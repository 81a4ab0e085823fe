"""Blocks: put on, listed, replaced, taken off."""

from __future__ import annotations

from asking import Asking


def test_a_block_gets_another_message_since_2_0() -> None:
    asking = Asking("3.6")

    asking.ask("Block", 2, "SwitchBlockOn", {"type": "BlockRemove", "message": "one"})
    asking.ask("Block", 2, "SwitchBlockOn", {"type": "BlockRemove", "message": "two"})

    found = asking.ask("Block", 2, "List")["results"]
    assert [item["result"]["message"] for item in found] == ["two"]
    assert found[0]["result"]["tag"] == f"model-{asking.uuid}"


def test_a_block_that_is_off_is_no_error_since_2_0() -> None:
    assert Asking("3.6").ask("Block", 2, "SwitchBlockOff", {"type": "BlockRemove"}) == {}
