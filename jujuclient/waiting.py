"""Waiting until a model is as wanted: when to look again, when it is enough, and why it was not.

``Wait`` decides and knows no connection: it is given how to fetch a status and a bell that rings
when something changed. Where watchers ring it, a status is fetched when there is something new;
where none does, it is fetched again and again.
"""

from __future__ import annotations

import datetime
import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol

from jujuclient.conditions import Condition, Unmet, judge, name_of
from jujuclient.errors import DeadlineExceeded, InvalidInput, JujuError
from jujuclient.pacing import Clock
from jujuclient.status import Status

if TYPE_CHECKING:
    from jujuclient.verbs.watch import ModelWatch

LOOK_ANYWAY = 10.0
"""Seconds after which a status is fetched though no watcher told of a change: leadership, storage
and the networks of machines are in a status, and no delta tells of them."""

_log = logging.getLogger("jujuclient.wait")


class WaitError(JujuError):
    """What was not to happen while waiting has happened.

    Attributes:
        status: in which the ``error`` condition held.
    """

    def __init__(self, message: str, status: Status) -> None:
        self.status = status
        super().__init__(message)


class Age(NamedTuple):
    """How an application is, and for how long it has been so."""

    current: str
    seconds: float
    message: str = ""

    def __str__(self) -> str:
        said = f"{self.current or 'unknown'} for {_duration(self.seconds)}"
        return f"{said} ({self.message})" if self.message else said


class WaitTimeout(DeadlineExceeded):
    """A model did not become as wanted in time.

    Attributes:
        status: the last one seen.
        why_not: which condition failed for whom, in that status.
        ages: application to how it is, and for how long.
        waited: seconds.
    """

    def __init__(
        self, message: str, status: Status, why_not: list[Unmet], ages: dict[str, Age], waited: float
    ):
        self.status = status
        self.why_not = why_not
        self.ages = ages
        self.waited = waited
        super().__init__(message)


class Moment:
    """A model as it was: give it to ``wait`` as ``since``, so that what was then does not count.

    Attributes:
        status: the status of that time.
        apps: the applications of which one must have changed since; none for anything at all.
    """

    def __init__(self, status: Status, apps: tuple[str, ...] = ()) -> None:
        self.status = status
        self.apps = apps

    def passed(self, status: Status) -> bool:
        """Whether a status is of a later state."""
        if not self.apps:
            return status != self.status
        return any(_about(status, app) != _about(self.status, app) for app in self.apps)

    def __repr__(self) -> str:
        return f"<Moment {self.status.controller.timestamp or self.status.model.name}>"


def _about(status: Status, app: str) -> tuple[object, object]:
    return status.apps.get(app), status.get_units(app)


class Bell(Protocol):
    """What tells that a model changed."""

    def clear(self) -> None:
        """Forget what it told so far."""

    def rung(self, seconds: float) -> bool:
        """Wait so long at most for a change; True once there is one."""


class Always:
    """The bell of controllers without watchers: something may have changed at any time."""

    def clear(self) -> None:
        """Nothing to forget."""

    def rung(self, seconds: float) -> bool:
        """At once."""
        return True


class WatchBell:
    """A bell that a watch rings; a thread reads it, because a wait waits for time to pass, too.

    It rings for what was there at the beginning as well: a change that came between the first
    status and the watch is not missed. Without its watch it rings always, and the wait polls.
    """

    def __init__(self, open: Callable[[], ModelWatch]) -> None:
        self._open = open
        self._watch: ModelWatch | None = None
        self._told = threading.Event()
        self._lost = self._over = False

    def _listen(self) -> None:
        try:
            with self._open() as watch:
                self._watch = watch
                if self._over:
                    return
                for _ in watch:
                    self._told.set()
        except JujuError as error:  # the calls for statuses will say so, if it matters
            _log.info("waiting goes on without a watcher: %s", error)
        finally:
            self._lost = True
            self._told.set()

    def __enter__(self) -> WatchBell:
        threading.Thread(target=self._listen, name="jujuclient wait", daemon=True).start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._over = True
        if self._watch is not None:
            self._watch.close()

    def clear(self) -> None:
        """Forget what it told so far."""
        self._told.clear()

    def rung(self, seconds: float) -> bool:
        """Wait so long at most for a delta; without its watch something may have changed any time."""
        return self._lost or self._told.wait(seconds)


class Fetch(Protocol):
    """How a status is had; ``timeout`` is in seconds."""

    def __call__(self, timeout: float) -> Status:
        """The status of now."""


class Wait:
    """A wait for a condition; ``run`` it.

    Args:
        ready: what is waited for.
        error: what must not happen.
        delay: seconds between two looks, at least.
        timeout: seconds.
        successes: how often in a row ready must hold.
        since: the state from before a change; while nothing differs from it, nothing counts.
        stable_for: seconds that ready must hold.
        clock: the time.
    """

    def __init__(
        self,
        ready: Condition,
        *,
        error: Condition | None = None,
        delay: float = 1.0,
        timeout: float = 180.0,
        successes: int = 3,
        since: Moment | Status | None = None,
        stable_for: float | None = None,
        clock: Clock | None = None,
    ) -> None:
        _check(delay=delay, timeout=timeout, successes=successes, stable_for=stable_for)
        self._ready, self._error = ready, error
        self._delay, self._timeout = delay, timeout
        self._successes, self._stable_for = successes, stable_for or 0.0
        self._since = Moment(since) if isinstance(since, Status) else since
        self._clock = clock or Clock()
        self._begun = self._clock.now()
        self._held = 0
        self._held_since = 0.0
        self._unmet: list[Unmet] = []
        self._seen: dict[str, tuple[str, float]] = {}

    def run(self, fetch: Fetch, bell: Bell) -> Status:
        """Look until it is enough; the status that made it so.

        Raises:
            WaitError: the error condition holds.
            WaitTimeout: the time is over.
        """
        bell.clear()
        status = fetch(self._left())
        fetched = self._clock.now()
        while not self._enough(status):
            if self._left() <= 0:
                raise self._too_late(status)
            self._clock.pause(min(self._delay, self._left()))
            anyway = fetched + LOOK_ANYWAY - self._clock.now()
            if self._held and anyway > 0 and not bell.rung(0):
                continue  # nothing changed: the status that is known counts once more
            bell.rung(max(0.0, min(anyway, self._left())))
            bell.clear()
            status = self._fetched(fetch, status)
            fetched = self._clock.now()
        return status

    def _left(self) -> float:
        return self._begun + self._timeout - self._clock.now()

    def _fetched(self, fetch: Fetch, last: Status) -> Status:
        """A new status; one that does not come in time is the end of the wait."""
        try:
            return fetch(max(self._left(), self._delay))
        except DeadlineExceeded as error:
            raise self._too_late(last) from error

    # --- deciding ------------------------------------------------------------------------------

    def _enough(self, status: Status) -> bool:
        """Whether ready has held for as often and as long as wanted."""
        now = self._clock.now()
        self._note_words(status, now)
        if not self._holds(status):
            self._held = 0
            return False
        if not self._held:
            self._held_since = now
        self._held += 1
        return self._held >= self._successes and now - self._held_since >= self._stable_for

    def _holds(self, status: Status) -> bool:
        if self._since is not None:
            if not self._since.passed(status):
                self._tell(
                    [Unmet("since", ", ".join(self._since.apps) or "the model", "as before the change")]
                )
                return False
            self._since = None  # what comes later is later, even if it should look the same
        if self._error is not None and self._error(status):
            raise WaitError(f"{name_of(self._error)} holds after {self._waited():g} s\n{status}", status)
        holds, unmet = judge(self._ready, status)
        self._tell(unmet)
        return holds

    def _tell(self, unmet: list[Unmet]) -> None:
        if unmet != self._unmet:
            self._unmet = unmet
            _log.info("after %g s: %s", self._waited(), "; ".join(map(str, unmet)) or "ready")

    def _waited(self) -> float:
        return round(self._clock.now() - self._begun, 1)

    # --- explaining ----------------------------------------------------------------------------

    def _note_words(self, status: Status, now: float) -> None:
        """Remember since when each application has been as it is."""
        for name, app in status.apps.items():
            word = app.app_status.current
            if self._seen.get(name, ("", 0.0))[0] != word:
                self._seen[name] = (word, now)

    def _too_late(self, status: Status) -> WaitTimeout:
        ages = {name: self._age(name, status) for name in status.apps}
        why = self._unmet or [Unmet(name_of(self._ready), current=self._how_it_held())]
        lines = [
            f"waited {self._timeout:g} s for {name_of(self._ready)}",
            *(f"  {one}" for one in why),
            *(f"  {name} has been {age}" for name, age in ages.items()),
        ]
        return WaitTimeout("\n".join(lines), status, why, ages, self._waited())

    def _how_it_held(self) -> str:
        """What was still wanted of a condition that held in the last status."""
        if self._held < self._successes:
            times = "once" if self._held == 1 else f"{self._held} times"
            return f"held {times}, {self._successes} are wanted"
        held = self._clock.now() - self._held_since
        return f"held for {held:g} s, {self._stable_for:g} are wanted"

    def _age(self, name: str, status: Status) -> Age:
        """By the controller's own time where it tells it (2.6 and later), else as seen from here."""
        info = status.apps[name].app_status
        told, now = _time(info.since), _time(status.controller.timestamp)
        if told is not None and now is not None:
            return Age(info.current, max(0.0, (now - told).total_seconds()), info.message)
        return Age(info.current, self._clock.now() - self._seen[name][1], info.message)


def _check(*, delay: float, timeout: float, successes: int, stable_for: float | None) -> None:
    """Refuse what makes no sense, before anything is asked."""
    if delay < 0 or timeout < 0 or (stable_for or 0) < 0:
        raise InvalidInput(
            f"delay, timeout and stable_for are seconds from 0 on, not {delay}, {timeout}, {stable_for}"
        )
    if successes < 1:
        raise InvalidInput(f"successes is how often ready must hold, at least 1, not {successes}")


def _time(text: str) -> datetime.datetime | None:
    """A time of the controller, to the second; it is always in UTC."""
    try:
        return datetime.datetime.strptime(text[:19].replace(" ", "T"), "%Y-%m-%dT%H:%M:%S")
    except ValueError:
        return None


def _duration(seconds: float) -> str:
    """``5s``, ``3m20s``, ``2h5m``."""
    whole = int(seconds)
    if whole < 60:
        return f"{whole}s"
    if whole < 3600:
        return f"{whole // 60}m{whole % 60}s"
    return f"{whole // 3600}h{whole % 3600 // 60}m"
