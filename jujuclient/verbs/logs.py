"""The debug-log of a model: read once, or followed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Literal, overload

from jujuclient.verbs.base import Verbs, many

if TYPE_CHECKING:
    from jujuclient.logs import LogRecords, LogStream

Names = str | Iterable[str]


class LogVerbs(Verbs):
    """What ``Model`` does with logs."""

    @overload
    def debug_log(
        self,
        *,
        follow: Literal[False] = ...,
        limit: int = ...,
        include: Names = ...,
        exclude: Names = ...,
        include_module: Names = ...,
        exclude_module: Names = ...,
        include_label: Names = ...,
        exclude_label: Names = ...,
        level: str = ...,
        lines: int = ...,
        replay: bool = ...,
        since: datetime | None = ...,
        timeout: float | None = ...,
    ) -> LogRecords: ...

    @overload
    def debug_log(
        self,
        *,
        follow: Literal[True],
        limit: int = ...,
        include: Names = ...,
        exclude: Names = ...,
        include_module: Names = ...,
        exclude_module: Names = ...,
        include_label: Names = ...,
        exclude_label: Names = ...,
        level: str = ...,
        lines: int = ...,
        replay: bool = ...,
        since: datetime | None = ...,
        timeout: float | None = ...,
    ) -> LogStream: ...

    def debug_log(
        self,
        *,
        follow: bool = False,
        limit: int = 0,
        include: Names = (),
        exclude: Names = (),
        include_module: Names = (),
        exclude_module: Names = (),
        include_label: Names = (),
        exclude_label: Names = (),
        level: str = "",
        lines: int = 0,
        replay: bool = False,
        since: datetime | None = None,
        timeout: float | None = None,
    ) -> LogRecords | LogStream:
        """The records of the debug-log; ``str(model.debug_log(limit=10))`` is what the command prints.

            for record in model.debug_log(follow=True, include="mysql", level="WARNING"):
                print(record.severity, record.message)

        Args:
            follow: wait for records to come; the stream closes as a context manager, or by ``close``.
            limit: the last so many records; when following, end after so many. 0 for no limit.
            include, exclude: who wrote them: ``mysql``, ``mysql/0``, a machine ``0``, a tag, ``unit-my*``.
            include_module, exclude_module: such as ``juju.worker``, with what is below it.
            include_label, exclude_label: labels (2.9 and later), ``name=value`` (4.0 and later).
            level: TRACE, DEBUG, INFO, WARNING or ERROR, and what is more severe.
            lines: when following, begin with the last so many.
            replay: begin with the first record there is.
            since: from this moment on, with a time zone (2.2 and later).
            timeout: seconds to wait for each record; None waits for ever when following, and as
                long as a call when not.

        Returns:
            a list of records whose ``str`` is the text, or a stream of them when following.

        Raises:
            ValueError: a level that is none, or a negative number; nothing was sent.
            NotSupported: a filter that this controller does not have; nothing was sent.
            APIError: the controller refuses, as for want of access.
            DeadlineExceeded: no record in time; the stream stands.
            ConnectionLost: the line broke.
        """
        from jujuclient.logs import QUIET, LogRecords, LogStream, log_path

        path = log_path(
            self.access.model_uuid,
            self.series,
            follow=follow,
            lines=lines,
            limit=limit,
            replay=replay,
            level=level,
            include=many(include),
            exclude=many(exclude),
            include_module=many(include_module),
            exclude_module=many(exclude_module),
            include_label=many(include_label),
            exclude_label=many(exclude_label),
            since=since,
        )
        if follow:
            return LogStream(self.access, path, limit=limit, timeout=timeout)
        quiet = QUIET if self.series < (2, 0) else None
        seconds = self.connection.call_timeout if timeout is None else timeout
        with LogStream(self.access, path, follow=False, limit=limit, timeout=seconds, quiet=quiet) as stream:
            return LogRecords(stream)
