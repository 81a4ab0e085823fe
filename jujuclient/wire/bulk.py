"""Answers with one item for each thing asked about, of which some may be errors."""

from __future__ import annotations

import functools
import typing
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from msgspec import UNSET, UnsetType

from jujuclient.errors import APIError, JujuError, api_error
from jujuclient.wire.shape import shape

T = TypeVar("T")


class BulkError(JujuError):
    """At least one item of a bulk call failed; what succeeded is in ``answer``.

    Attributes:
        errors: position in the results to error, each of the class of its code.
        answer: the whole answer, good results included.
    """

    def __init__(self, errors: Mapping[int, APIError], answer: Bulk[Any]) -> None:
        self.errors = dict(errors)
        self.answer = answer
        said = "; ".join(f"[{place}] {error}" for place, error in self.errors.items())
        super().__init__(f"{len(self.errors)} of {len(answer)} failed: {said}")


class Bulk(typing.Generic[T]):
    """An answer with one item for each thing asked about, in the order asked.

    Iterate or index it for the items, whether each holds a result or an error; nothing is
    lost when a neighbour failed.
    """

    __slots__ = ()

    def _items(self) -> list[T]:
        return each(
            typing.cast("list[T] | UnsetType | None", getattr(self, _bulk_attr(typing.cast(Any, type(self)))))
        )

    def __iter__(self) -> Iterator[T]:
        return iter(self._items())

    def __len__(self) -> int:
        return len(self._items())

    def __bool__(self) -> bool:
        """True: an answer is an answer, even with no items."""
        return True

    def __getitem__(self, place: int) -> T:
        return self._items()[place]

    @property
    def errors(self) -> dict[int, APIError]:
        """Position to error, for the items that failed."""
        found = {place: _item_error(item) for place, item in enumerate(self._items())}
        return {place: error for place, error in found.items() if error is not None}

    @property
    def good(self) -> list[T]:
        """The items that did not fail."""
        return [item for item in self._items() if _item_error(item) is None]

    def raise_first(self) -> None:
        """Raise the first item's error, of the class of its code; return when every item is good."""
        for error in self.errors.values():
            raise error

    def raise_all(self) -> None:
        """Raise ``BulkError`` with every item's error and the whole answer; return when there is none."""
        errors = self.errors
        if errors:
            raise BulkError(errors, self)


@functools.cache
def _bulk_attr(cls: Any) -> str:
    """The field that holds the items: ``results`` where there is one, else the only list."""
    names = list(cls.__struct_fields__)
    if "results" in names or len(names) == 1:
        return "results" if "results" in names else names[0]
    return next(slot.attr for slot in shape(cls) if slot.node.kind == "list")


def _item_error(item: object) -> APIError | None:
    error = getattr(item, "error", None)
    if error is None or error is UNSET or isinstance(error, str):
        return api_error(error) if isinstance(error, str) and error else None
    info = error.info if isinstance(getattr(error, "info", None), dict) else None
    return api_error(error.message, error.code, info)


def each(items: list[T] | UnsetType | None) -> list[T]:
    """The items of a list that may be ``null`` or absent; none when it is."""
    return [] if items is None or items is UNSET else items


def entries(items: dict[str, T] | UnsetType | None) -> dict[str, T]:
    """The entries of a map that may be ``null`` or absent; none when it is."""
    return {} if items is None or items is UNSET else items
