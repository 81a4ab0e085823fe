"""What an all watcher has told in the end, entity by entity.

How many changes one Next answers is timing: the recorded controllers answered most changes one by
one, the simulator answers all that a call led to at once. What each entity is in the end is not,
so that is what is compared, and whether it is gone.
"""

from __future__ import annotations

from typing import Any

import msgspec

from fakejuju.cassette.model import Exchange
from fakejuju.verify.compare import Difference, Minted, compare
from jujuclient.wire.messages import Reply

_KEYS = {
    "unit": "name", "service": "name", "application": "name", "remoteApplication": "name",
    "relation": "key", "annotation": "tag", "charm": "charm-url", "applicationOffer": "offer-name",
    "environment": "env-uuid", "model": "model-uuid",
}  # fmt: skip
"""What tells entities of a kind apart; the id does for the others."""
Told = dict[tuple[str, str], tuple[str, Any]]


def is_deltas(exchange: Exchange) -> bool:
    """Whether an answer is a list of deltas."""
    watcher = exchange.facade in ("AllWatcher", "AllModelWatcher", "AllEnvWatcher")
    return watcher and exchange.method == "Next" and exchange.failure is None


class Fold:
    """One watcher, as it was recorded and as it was simulated."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.recorded: Told = {}
        self.simulated: Told = {}

    def take(self, told: Told, text: str, rewrite: Any = str) -> None:
        """Fold one answer in."""
        answer = msgspec.json.decode(text)
        for kind, verb, document in answer.get("deltas") or answer.get("Deltas") or ():
            told[kind, rewrite(_name(kind, document))] = (verb, document)

    def differences(self, minted: Minted) -> list[tuple[str, list[Difference]]]:
        """Each entity that either told of, and how they differ."""
        found: list[tuple[str, list[Difference]]] = []
        for key in dict.fromkeys((*self.recorded, *self.simulated)):
            one, other = self.recorded.get(key), self.simulated.get(key)
            name = " ".join(key)
            if one is None or other is None:
                words = ("never told of", f"told of ({(one or other or ('',))[0]})")
                pair = words if one is None else words[::-1]
                # Made and gone between two answers, an entity is not told of at all.
                gone = (one or other or ("",))[0] == "remove"
                found.append((name, [] if gone else [Difference("outcome", name, *pair)]))
            elif one[0] != other[0]:
                found.append((name, [Difference("outcome", name, one[0], other[0])]))
            else:
                left, right = (Reply(0, msgspec.json.encode(told[1]).decode()) for told in (one, other))
                found.append((name, compare(left, right, minted)))
        return found


def _name(kind: str, document: dict[str, Any]) -> str:
    """What an entity is told apart by, with its model where a watcher hears of several."""
    low = {key.lower().replace("-", ""): value for key, value in document.items()}
    own = str(low.get(_KEYS.get(kind, "id").replace("-", ""), ""))
    model = str(low.get("modeluuid") or low.get("envuuid") or "")
    return own if kind in ("model", "environment") else f"{own} {model}".rstrip()
