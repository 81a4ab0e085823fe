#!/usr/bin/env python3
"""Watch a model, and let failed hooks run again: a tool as it would go to production.

    python mend.py --model prod:admin/web                 # until Ctrl-C or SIGTERM
    python mend.py --quiet-for 30 --within 600            # until 30 s of silence, 10 minutes at most

It reads the juju command's own files, as `juju` would. Each thing it sees or does is one line of
JSON on standard output. A hook is retried a few times with growing pauses, then the unit is given
up until it gets well by itself.

Exit status: 0 nothing is in error; 1 some unit was given up or is in error still; 2 it cannot work
here (no such model, no permission, bad files); 75 the controller could not be reached: try later.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections import Counter
from collections.abc import Callable
from time import monotonic
from typing import Any

from jujuclient import Delta, Model
from jujuclient.entities import Unit
from jujuclient.errors import (
    APIError,
    ConnectionFailed,
    ConnectionLost,
    DeadlineExceeded,
    JujuError,
    MigrationInProgress,
    ModelNotFound,
    NotFound,
    OperationBlocked,
    StoreError,
    TryAgain,
    Unauthorized,
    UpgradeInProgress,
)

WELL, SICK, UNUSABLE, TRY_LATER = 0, 1, 2, 75
LATER = (TryAgain, UpgradeInProgress, MigrationInProgress, ConnectionLost, DeadlineExceeded)
"""What passes by itself. Of a lost call it is not known whether it was carried out, so nothing is
repeated blindly: the next look at the unit tells."""
HOPELESS = (Unauthorized, ModelNotFound, StoreError)
"""What no waiting helps against."""
Say = Callable[..., None]


class Mender:
    """Retries the failed hooks of a model.

    Args:
        open: connects to the model.
        attempts: how often a unit's hook is retried before it is given up.
        pause: seconds before the second retry; each further one waits twice as long.
        say: takes what happened, as keywords.
        now: the time in seconds.
    """

    def __init__(
        self,
        open: Callable[[], Model],
        *,
        attempts: int = 3,
        pause: float = 5.0,
        say: Say,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._open = open
        self._attempts = attempts
        self._pause = pause
        self._say = say
        self._now = now
        self._model: Model | None = None
        self._tries: Counter[str] = Counter()
        self._due: dict[str, float] = {}
        self.given_up: set[str] = set()

    @property
    def model(self) -> Model:
        """The model, connected to anew when the last connection has ended."""
        if self._model is not None and self._model.connection.closed:
            self.close()
        if self._model is None:
            self._model = self._open()
        return self._model

    def close(self) -> None:
        """Hang up."""
        model, self._model = self._model, None
        if model is not None:
            model.close()

    def run(self, *, within: float | None, quiet_for: float | None) -> None:
        """Watch and mend until the time is over, or nothing happens for so long.

        Raises:
            JujuError: something that does not pass by itself.
        """
        with self.model.watch(timeout=within) as changes:
            while True:
                try:
                    # Silence before the first word is a slow controller, not a quiet model.
                    quiet = quiet_for if changes.caught_up else None
                    self._see(changes.next(timeout=self._wait(quiet)))
                except DeadlineExceeded as silence:
                    if not self._due:
                        self._say(event="done", why=str(silence))
                        return
                self._mend_what_is_due()

    def _wait(self, quiet_for: float | None) -> float | None:
        """Seconds until there is something to do even if nothing changes."""
        waits = [max(0.0, at - self._now()) for at in self._due.values()]
        return min([*waits, *([quiet_for] if quiet_for is not None else [])], default=None)

    def _see(self, delta: Delta) -> None:
        unit = delta.entity
        if not isinstance(unit, Unit):
            return
        if delta.removed:
            self._forget(unit.name)
        elif is_in_error(unit):
            self._say(event="error", unit=unit.name, message=unit.workload_status.message)
            if unit.name not in self._due and unit.name not in self.given_up:
                self._plan(unit.name)
        elif is_well(unit):
            if unit.name in self._tries:
                self._say(event="well", unit=unit.name, after=self._tries[unit.name])
            self._forget(unit.name)

    def _plan(self, name: str) -> None:
        """Retry now the first time, later each time after that; and at some time no more."""
        tried = self._tries[name]
        if tried >= self._attempts:
            self.given_up.add(name)
            self._say(event="given up", unit=name, after=tried)
            return
        self._due[name] = self._now() + (self._pause * 2 ** (tried - 1) if tried else 0.0)

    def _mend_what_is_due(self) -> None:
        for name in [name for name, at in self._due.items() if at <= self._now()]:
            del self._due[name]
            self._tries[name] += 1
            self._mend(name)

    def _mend(self, name: str) -> None:
        try:
            self.model.resolved(name)
        except LATER as passing:
            self._say(event="later", unit=name, why=str(passing))
            self._plan(name)
        except HOPELESS:
            raise
        except NotFound:
            self._forget(name)
        except OperationBlocked as blocked:
            self.given_up.add(name)
            self._say(event="given up", unit=name, why=str(blocked))
        except APIError as refused:
            # A unit that is not in error is one that got well, or that somebody else has mended.
            self._say(event="refused", unit=name, code=refused.code, why=refused.message)
        else:
            self._say(event="retried", unit=name, attempt=self._tries[name])

    def _forget(self, name: str) -> None:
        self._tries.pop(name, None)
        self._due.pop(name, None)
        self.given_up.discard(name)

    def sick(self) -> list[str]:
        """The units in error now, as a fresh status has them."""
        status = self.model.status()
        return sorted(
            name
            for app in status.apps
            for name, unit in status.get_units(app).items()
            if "error" in (unit.workload_status.current, unit.juju_status.current)
        )


def is_in_error(unit: Unit) -> bool:
    """Whether its hook failed: Juju tells so in either status, by its version."""
    return "error" in (unit.workload_status.current, unit.agent_status.current)


def is_well(unit: Unit) -> bool:
    """Whether it is through with what it did."""
    return unit.agent_status.current == "idle"


def say(**told: Any) -> None:
    """One line of JSON."""
    print(json.dumps(told), flush=True)


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description="Watch a model, and let failed hooks run again.")
    parser.add_argument("-m", "--model", help="model, owner/model or controller:owner/model; the current one")
    parser.add_argument("--within", type=float, metavar="SECONDS", help="end then; on by default")
    parser.add_argument("--quiet-for", type=float, metavar="SECONDS", help="end after such a silence")
    parser.add_argument("--attempts", type=int, default=3, help="retries of a unit's hook (%(default)s)")
    parser.add_argument("--pause", type=float, default=5.0, help="seconds before the second (%(default)s)")
    return parser.parse_args(words)


def main(words: list[str] | None = None) -> int:
    """Run; the exit status."""
    asked = arguments(words)

    def connect() -> Model:
        # Every call has its deadline; an upgrade or an election of the controller is waited out; pings
        # tell soon when a line is dead that no side has closed.
        return Model.connect(asked.model, call_timeout=30, retries=5, keepalive=30)

    mender = Mender(connect, attempts=asked.attempts, pause=asked.pause, say=say)
    try:
        mender.run(within=asked.within, quiet_for=asked.quiet_for)
        sick = mender.sick()
    except KeyboardInterrupt:
        return WELL
    except HOPELESS as error:
        say(event="unusable", why=str(error))
        return UNUSABLE
    except (ConnectionFailed, DeadlineExceeded) as error:
        say(event="unreachable", why=str(error))
        return TRY_LATER
    except JujuError as error:
        say(event="unusable", why=str(error))
        return UNUSABLE
    finally:
        mender.close()
    if sick:
        say(event="in error", units=sick)
    return SICK if sick else WELL


def stop(*_: Any) -> None:
    """SIGTERM ends it as Ctrl-C does."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    sys.exit(main())
