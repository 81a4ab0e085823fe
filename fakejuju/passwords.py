"""Which password is right in a replay whose cassette holds only marks.

The password that the fake hands out is right wherever a login succeeded. Besides, the recorded
client may come again with its own: a login that is the recorded one in everything but the secret
binds the mark (``<password:1>``) to that secret, because equality is what a mark keeps. From then
on that secret is right there, and no other is. Anybody else's password is wrong.
"""

from __future__ import annotations

from typing import Any

import msgspec

from fakejuju.cassette.model import Exchange
from fakejuju.cassette.secrets import MARK


def credential(params: str) -> str:
    """The password in a login's parameters of any version, "" where there is none."""
    try:
        value: Any = msgspec.json.decode(params)
    except (msgspec.MsgspecError, RecursionError):
        return ""
    if not isinstance(value, dict):
        return ""
    found = value.get("credentials") or value.get("Password") or ""
    return found if isinstance(found, str) else ""


class Passwords:
    """Binds marks to what clients present.

    Args:
        handed_out: the password in the fake's client store.
    """

    def __init__(self, handed_out: str) -> None:
        self.handed_out = handed_out
        self._bound: dict[str, str] = {}
        self._store_is_used = False

    def fits(self, recorded: Exchange, presented: str, *, same_client: bool) -> bool:
        """Whether a login with this password is the recorded one; may bind its mark.

        Args:
            recorded: a login in the cassette.
            presented: the password of the login that was asked.
            same_client: whether the two are the same in everything but their secrets.
        """
        mark = credential(recorded.params)
        if mark == presented:
            return True
        if not mark or not presented or MARK.fullmatch(presented):
            return False
        if presented == self.handed_out:
            self._store_is_used = True
            return recorded.failure is None
        bound = self._bound.get(mark)
        if (
            bound is None
            and same_client
            and not self._store_is_used
            and presented not in self._bound.values()
        ):
            self._bound[mark] = presented
            return True
        return bound == presented
