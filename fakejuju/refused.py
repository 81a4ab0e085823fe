"""How it is said that a controller says no; rooms below the handlers raise it, too.

Rules live in ``fakejuju.domain``, and a rule that forbids something raises ``Refused`` with Juju's
words, whoever asked: a call, an agent, a bundle, an upload. Handlers find it in ``handlers.call``.
"""

from __future__ import annotations

from typing import NoReturn

import msgspec

from jujuclient.facades.common import Error
from jujuclient.wire.messages import Failure

__all__ = ["MOST", "NotSimulated", "Refused", "countable", "denied", "not_found"]

MOST = 100_000
"""How many of a thing one call may ask for: a typed number more or less must not fill the memory."""


class Refused(Exception):
    """What a controller says no with: to a whole call, or to one item of it."""

    def __init__(self, message: str, code: str = "", info: str = "") -> None:
        super().__init__(message)
        self.failure = Failure(message, code, info)

    @property
    def error(self) -> Error:
        """As the error of an item."""
        made = Error(message=self.failure.message, code=self.failure.code)
        if self.failure.info:
            made.info = msgspec.json.decode(self.failure.info)
        return made


class NotSimulated(Exception):
    """This is declared and not simulated; it is said loudly."""


def denied() -> NoReturn:
    """Refuse for want of permission."""
    raise Refused("permission denied", "unauthorized access")


def not_found(what: str, key: str) -> NoReturn:
    """Refuse what is not there: ``application "x" not found``."""
    raise Refused(f'{what} "{key}" not found', "not found")


def countable(count: int, what: str) -> int:
    """Give a number back that can be made at once; a larger one is said not to be simulated."""
    if count > MOST:
        raise NotSimulated(f"a call for {count} {what}, more than {MOST},")
    return count
