"""What differs on the wire between Juju series, said once.

``Series.of("3.6.28")`` gives the rules of that controller: which spellings it reads, what it
does with bad input, and its own words for what it does not have. The fake answers with them,
the client reads them. Source: the wire facts, sections 1, 2 and 4, and the real controllers
recorded as 2.9.52, 3.6.28 and 4.0.15.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from jujuclient.wire.messages import Dialect, Failure

SERIES = (
    "1.18", "1.20", "1.22", "1.23", "1.25", "2.0", "2.2", "2.6", "2.8", "2.9",
    "3.1", "3.3", "3.6", "4.0", "4.1",
)  # fmt: skip
"""The series whose facts are known; a version between two of them follows the older one."""


@functools.lru_cache(maxsize=64)
def _known_as(version: tuple[int, int]) -> str:
    # Asked several times for each call that a fake answers.
    older = [name for name in SERIES if Series.of(name).version <= version]
    return older[-1] if older else SERIES[0]


class Series(NamedTuple):
    """The rules of one Juju series; ``version`` is the controller's own, such as (3, 6)."""

    version: tuple[int, int]

    @classmethod
    def of(cls, text: str) -> Series:
        """The rules for a version such as "3.6.28", "3.6", "4.1-beta1"; ValueError on anything else."""
        match = re.match(r"(\d+)\.(\d+)", text)
        if match is None:
            raise ValueError(f'"{text}" is not a Juju version; write one such as 3.6 or 4.0.15')
        return cls((int(match[1]), int(match[2])))

    def __str__(self) -> str:
        return "{}.{}".format(*self.version)

    @property
    def known_as(self) -> str:
        """The newest series with known facts that is not newer than this one."""
        return _known_as(self.version)

    @property
    def dialect(self) -> Dialect:
        """The spelling that the controller of this series is at home in."""
        return Dialect.JUJU1 if self.version < (2, 0) else Dialect.JUJU2

    @property
    def reads_juju1(self) -> bool:
        """True up to 3.6: the spelling of Juju 1 is understood and answered in kind."""
        return self.version < (4, 0)

    @property
    def login_versions(self) -> tuple[int, ...]:
        """The versions of Admin.Login that this series takes."""
        if self.version >= (2, 0):
            return (3,)
        if self.version >= (1, 25):
            return (0, 1, 2)
        return (0, 1) if self.version >= (1, 22) else (0,)

    def unknown_facade(self, facade: str, version: int) -> Failure:
        """What is said to a facade, or a version of one, that is not there."""
        if self.version >= (4, 0):
            text = (
                f'unknown version {version} for facade type "{facade}"'
                if version
                else f'unknown facade type "{facade}"'
            )
        elif version:
            text = f'unknown version ({version}) of interface "{facade}"'
        else:
            text = f'unknown object type "{facade}"'
        return Failure(text, "not implemented")

    def unknown_method(self, facade: str, version: int, method: str) -> Failure:
        """What is said to a method that the facade does not have."""
        if self.version >= (4, 0):
            text = f'unknown method "{method}" at version {version} for facade type "{facade}"'
        else:
            shown = f"({version})" if version else ""
            text = f"no such request - method {facade}{shown}.{method} is not implemented"
        return Failure(text, "not implemented")

    def unknown_model(self, uuid: str) -> Failure:
        """What every call says, Login included, on the socket of a model that is not there."""
        if self.version >= (2, 0):
            return Failure(f'unknown model: "{uuid}"', "model not found")
        return Failure(f'unknown environment: "{uuid}"', "not found")

    def old_login(self) -> Failure:
        """What is said to an Admin version that is not this series' own."""
        if self.version < (2, 0):
            raise ValueError(f"Juju {self} takes old logins")
        # Recorded on 2.9.52, 3.6.28 and 4.0.15: the code stands in the text, too.
        return Failure(
            "this version of Juju does not support login from old clients (not supported)", "not supported"
        )

    def second_login(self, *, facade: str = "Admin", version: int = 3, model: bool = True) -> Failure:
        """What is said to a call of Admin after a successful login.

        2.9.52 and 3.6.28 were seen to treat Admin as a facade that is not for this
        connection; 4.0.15 no longer has it; Juju 1 says it in words.
        """
        if self.version >= (4, 0):
            return self.unknown_facade(facade, version)
        if self.version >= (2, 0):
            return self.wrong_connection(facade, model=model)
        return Failure("already logged in")

    def wrong_connection(self, facade: str, *, model: bool) -> Failure:
        """What is said to a facade of the other kind of connection (2.0 and later)."""
        kind = "model" if model else "controller"
        return Failure(f'facade "{facade}" not supported for {kind} API connection', "not supported")

    def wrong_password(self) -> Failure:
        """What is said to a wrong password, an unknown user and a disabled one."""
        return Failure("invalid entity name or password", "unauthorized access")

    def unknown_watcher(self) -> Failure:
        """What is said to a watcher id that is not there, or no longer."""
        return Failure("unknown watcher id", "not found")

    def bad_tag(self, text: str) -> Failure:
        """What is said to a login whose tag cannot be read."""
        return Failure(f'"{text}" is not a valid tag')
