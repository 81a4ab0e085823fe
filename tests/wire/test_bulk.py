"""Answers with an item for each thing asked about."""

from __future__ import annotations

import pytest
from wire_types import Alone, Item, Items, Named, Oops, TextError, TextErrors

from jujuclient.errors import NotFound
from jujuclient.wire.bulk import BulkError, each, entries
from jujuclient.wire.struct import UNSET


def test_each_and_entries_take_absent_and_null_away() -> None:
    assert each(None) == each(UNSET) == []
    assert entries(None) == entries(UNSET) == {}
    assert each([1]) == [1]
    assert entries({"a": 1}) == {"a": 1}


def test_bulk_results_stay_whole() -> None:
    good, bad = Item(1, "", None), Item(0, "", None, error=Oops("unit not found", "not found", {"a": 1}))
    odd = Item(0, "", None, error=Oops("odd", "no such code"))
    answer = Items([good, bad, odd])

    assert len(answer) == 3
    assert list(answer) == [good, bad, odd]
    assert answer[0] is good
    assert answer.good == [good]
    assert list(answer.errors) == [1, 2]
    with pytest.raises(NotFound, match="unit not found") as first:
        answer.raise_first()
    assert first.value.info == {"a": 1}
    with pytest.raises(
        BulkError, match=r"2 of 3 failed: \[1\] unit not found \(not found\); \[2\] odd"
    ) as every:
        answer.raise_all()
    assert every.value.answer is answer
    assert every.value.errors == pytest.approx(every.value.errors)
    assert isinstance(every.value.errors[1], NotFound)


def test_bulk_results_without_errors_raise_nothing() -> None:
    for answer in (Items(None), Items([]), Items([Item(1, "", None, error=None)])):
        answer.raise_first()
        answer.raise_all()
        assert answer
    assert Alone([Item(1, "", None)]).good
    assert Named("a", [Item(1, "", None)]).good
    assert list(TextErrors([TextError(""), TextError("boom")]).errors) == [1]
