"""Waiting until a model is as wanted."""

from __future__ import annotations

from jujuclient import facades
from jujuclient.conditions import Condition
from jujuclient.status import Status
from jujuclient.verbs.base import Verbs
from jujuclient.waiting import Always, Moment, Wait, WatchBell

WAIT_TIMEOUT = 180.0
"""Seconds that a wait takes at most, unless it or its model says otherwise."""


class WaitVerbs(Verbs):
    """Waiting for a model."""

    wait_timeout: float = WAIT_TIMEOUT

    def now(self, *apps: str) -> Moment:
        """The model as it is, to be given to ``wait`` after a change.

            before = model.now("mysql")
            model.config("mysql", {"tuning": "fast"})
            model.wait(jujuclient.all_active, since=before)

        Args:
            apps: applications of which one must change; none for anything in the model.
        """
        return Moment(self._status_within(self.connection.call_timeout), apps)

    def wait(
        self,
        ready: Condition,
        *,
        error: Condition | None = None,
        delay: float = 1.0,
        timeout: float | None = None,
        successes: int = 3,
        since: Moment | Status | None = None,
        stable_for: float | None = None,
    ) -> Status:
        """Wait until a condition holds; the status in which it did.

        Where the controller has watchers (up to 3.6), a status is fetched when something changed,
        and one that nothing changed since counts again. The watch has a connection of its own;
        should that fail, statuses are fetched every ``delay``.

        Args:
            ready: any function of a status, such as ``jujuclient.all_active``.
            error: ends the wait when it holds.
            delay: seconds between two looks, at least.
            timeout: seconds; None for the model's ``wait_timeout``.
            successes: how often in a row ready must hold.
            since: what ``now`` or ``status`` gave before a change; the wait does not pass, nor
                fail, on the state from before it. A change that leaves no trace in a status,
                such as setting an option to what it is, is never seen.
            stable_for: seconds that ready must hold, besides ``successes``.

        Raises:
            WaitError: ``error`` holds; it has the status.
            WaitTimeout: ready did not hold in time; it has the last status, for whom which
                condition failed, and how long each application has been as it is. It is a
                ``TimeoutError``.
            ValueError: seconds below 0, or fewer than one success.
        """
        wanted = Wait(
            ready,
            error=error,
            delay=delay,
            timeout=self.wait_timeout if timeout is None else timeout,
            successes=successes,
            since=since,
            stable_for=stable_for,
            clock=self.clock,
        )
        from jujuclient.verbs.watch import ModelWatch, has_watcher

        # A clock of the caller's own does not go on while a watch is waited for.
        if self.clock is not None or not has_watcher(self.connection):
            return wanted.run(self._status_within, Always())
        with WatchBell(lambda: ModelWatch(self.access.open)) as bell:
            return wanted.run(self._status_within, bell)

    def _status_within(self, timeout: float | None) -> Status:
        """The status, unless it does not come in time."""
        full = self._facade(facades.client.Client).within(timeout).full_status(patterns=[])
        return Status.read(full, controller=self.access.controller)
