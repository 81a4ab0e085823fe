"""Watchers as objects that iterate.

    with watch(connection, client.watch_all()) as changes:
        for deltas in changes:
            ...

A watcher lives at the controller under an id of its connection, and ``Next`` waits there until
something happens. The first answer of an ``AllWatch`` and a ``ModelSummaryWatch`` is all that
there is now; a ``StringsWatch`` begins with what the creating call already gave; a
``NotifyWatch`` tells only of changes after it was made. Stopping makes a ``Next`` that waits
in another thread fail ("watcher was stopped", or code ``stopped``): to its loop it is the end.
Source: the wire facts, section 6.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from types import EllipsisType, TracebackType
from typing import Any, Generic, TypeVar, cast, overload

from jujuclient.errors import APIError, DeadlineExceeded, NotFound, api_error
from jujuclient.facades import index, load
from jujuclient.facades.common import (
    AllWatcherId,
    AllWatcherNextResults,
    Error,
    NotifyWatchResult,
    StringsWatchResult,
)
from jujuclient.facades.controller import SummaryWatcherID
from jujuclient.facades.model_summary_watcher import ModelAbstract, SummaryWatcherNextResults
from jujuclient.wire.schema import Caller
from jujuclient.wire.struct import UNSET, Json, UnsetType, each

T = TypeVar("T")
W = TypeVar("W", bound="Watch[Any]")


class Watch(Generic[T]):
    """A watcher of one connection; iterate it, or call ``next`` with a deadline.

    Attributes:
        facade: the watcher's facade on the wire.
        id: the watcher's id on its connection.
        stopped: True once it was stopped here; iterating it then ends.
    """

    facade = ""

    def __init__(self, caller: Caller, id: str, version: int | None = None) -> None:
        """Take over a watcher that a call has made.

        Args:
            caller: the connection that made it; on another the id means nothing.
            id: the watcher's id.
            version: of the watcher's facade; None takes the caller's negotiated one.
        """
        self._caller = caller
        self.id = id
        self._version = _version(caller, self.facade) if version is None else version
        self.stopped = False

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}{' stopped' if self.stopped else ''}>"

    def __iter__(self: W) -> W:
        return self

    def __next__(self) -> T:
        if self.stopped:
            raise StopIteration
        try:
            return self.next()
        except APIError:
            if self.stopped:
                raise StopIteration from None
            raise

    def next(self, timeout: float | None = None) -> T:
        """Wait for the next change.

        Args:
            timeout: seconds; None waits for as long as it takes.

        Raises:
            DeadlineExceeded: nothing changed in time. The watcher is stopped with it: the
                controller would answer a call that nobody waits for, and a change would be lost.
            APIError: the watcher was stopped, or the controller is going down.
        """
        raise NotImplementedError

    def stop(self) -> None:
        """End the watcher at the controller; once more does nothing."""
        if self.stopped:
            return
        self.stopped = True
        with contextlib.suppress(NotFound):  # gone already, with the model it watched
            self._call("Stop")

    def __enter__(self: W) -> W:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.stop()
            return
        with contextlib.suppress(ConnectionError, APIError):  # the first error says more
            self.stop()

    def _wait(self, timeout: float | None) -> str:
        try:
            return self._call("Next", timeout)
        except DeadlineExceeded:
            self.stop()
            raise

    def _call(self, method: str, timeout: float | EllipsisType | None = ...) -> str:
        return self._caller.call(self.facade, self._version, method, "{}", id=self.id, timeout=timeout).raw

    def _decode(self, text: str) -> object:
        """The typed answer of Next; the watcher's declaration is loaded at the first one."""
        declared = load(self.facade)
        method = declared.method("Next", self._version) if declared else None
        return method.decode_result(text, self._version) if method else None


class NotifyWatch(Watch[None]):
    """Yields None at each change; what changed is for the caller to ask."""

    facade = "NotifyWatcher"

    def next(self, timeout: float | None = None) -> None:
        """Wait for the next change; arguments and errors as in ``Watch.next``."""
        self._wait(timeout)


class StringsWatch(Watch[list[str]]):
    """Yields the strings that changed; first those that the creating call gave."""

    facade = "StringsWatcher"

    def __init__(
        self, caller: Caller, id: str, version: int | None = None, *, changes: list[str] | None = None
    ) -> None:
        """Take over a watcher; ``changes`` is what the creating call gave."""
        super().__init__(caller, id, version)
        self._first = changes

    def next(self, timeout: float | None = None) -> list[str]:
        """Wait for the next change; arguments and errors as in ``Watch.next``."""
        if self._first is not None:
            first, self._first = self._first, None
            return first
        answer = cast(StringsWatchResult, self._decode(self._wait(timeout)))
        _raise(answer.error)
        return each(answer.changes)


class AllWatch(Watch[list[Json]]):
    """Yields lists of deltas of one model; the first is the whole state."""

    facade = "AllWatcher"

    def next(self, timeout: float | None = None) -> list[Json]:
        """Wait for the next deltas; arguments and errors as in ``Watch.next``."""
        return each(cast(AllWatcherNextResults, self._decode(self._wait(timeout))).deltas)


class AllModelWatch(AllWatch):
    """Yields lists of deltas of every model."""

    facade = "AllModelWatcher"


class AllEnvWatch(AllWatch):
    """Yields lists of deltas of every environment of a Juju 1.25."""

    facade = "AllEnvWatcher"


class ModelSummaryWatch(Watch[list[ModelAbstract]]):
    """Yields the summaries of models that changed; the first is of every model."""

    facade = "ModelSummaryWatcher"

    def next(self, timeout: float | None = None) -> list[ModelAbstract]:
        """Wait for the next summaries; arguments and errors as in ``Watch.next``."""
        return each(cast(SummaryWatcherNextResults, self._decode(self._wait(timeout))).models)


@overload
def watch(caller: Caller, result: NotifyWatchResult) -> NotifyWatch: ...
@overload
def watch(caller: Caller, result: StringsWatchResult) -> StringsWatch: ...
@overload
def watch(caller: Caller, result: SummaryWatcherID) -> ModelSummaryWatch: ...
@overload
def watch(caller: Caller, result: AllWatcherId, facade: str = "AllWatcher") -> AllWatch: ...
def watch(
    caller: Caller,
    result: NotifyWatchResult | StringsWatchResult | SummaryWatcherID | AllWatcherId,
    facade: str = "AllWatcher",
) -> NotifyWatch | StringsWatch | ModelSummaryWatch | AllWatch:
    """The watcher that a call has made, as an object that iterates.

    Args:
        caller: the connection that made the call.
        result: what the call gave; one that holds an error raises it.
        facade: "AllModelWatcher" or "AllEnvWatcher" for a watcher of every model.
    """
    if isinstance(result, NotifyWatchResult):
        _raise(result.error)
        return NotifyWatch(caller, result.notify_watcher_id)
    if isinstance(result, StringsWatchResult):
        _raise(result.error)
        return StringsWatch(caller, result.watcher_id, changes=each(result.changes))
    if isinstance(result, SummaryWatcherID):
        return ModelSummaryWatch(caller, result.watcher_id)
    kinds = {kind.facade: kind for kind in (AllWatch, AllModelWatch, AllEnvWatch)}
    return kinds[facade](caller, result.watcher_id)


def _raise(error: Error | UnsetType | None) -> None:
    if error is not None and error is not UNSET:
        info = None if error.info is UNSET else error.info
        raise api_error(error.message, error.code, info)


def _version(caller: Caller, facade: str) -> int:
    """The version that the caller negotiated; the newest declared one where it does not say."""
    negotiated: Mapping[str, int] | None = getattr(caller, "facades", None)
    if negotiated is not None and not negotiated:
        return 0  # Juju 1.18 lists no facades and knows no versions
    return (negotiated or {}).get(facade, max(index.declared()[facade]))
