"""Which error codes a series knows: one that came later is not in its answers.

Rules raise ``Refused`` with the newest code; what leaves the controller is put into the codes of
its series here, for whole calls and for items alike. Source: the wire facts, section 7.
"""

from __future__ import annotations

import re
from functools import lru_cache

from jujuclient.wire.messages import Failure, Reply
from jujuclient.wire.series import Series

_SINCE = {
    (1, 20): ("try again",),
    (1, 22): ("dead", "operation is blocked"),
    (1, 23): ("leadership claim denied",),
    (1, 25): ("machine has attached storage", "not supported"),
    (2, 0): (
        "user not found", "model not found", "login expired", "no credentials provided",
        "controller has hosted models", "lease claim denied", "redirection required",
    ),
    (2, 1): ("model not empty",),
    (2, 2): ("model migration in progress",),
    (2, 3): ("controller/model has persistent storage", "storage is attached"),
    (2, 4): ("incompatible series", "cloud region required"),
    (2, 8): ("machine is hosting containers", "quota limit exceeded"),
    (2, 9): (
        "not leader", "deadline exceeded", "not yet available; try again later", "not valid",
        "application should not have units",
    ),
    (3, 1): ("incompatible base",),
    (3, 2): ("access required",),
    (3, 5): ("session token invalid",),
    (3, 6): ("fatal login error",),
    (4, 0): (
        "secret not found", "secret revision not found", "secret consumer not found",
        "secret backend not found", "secret backend already exists", "secret backend not supported",
        "secret backend forbidden", "secret backend not valid", "invalid tag", "tag kind not supported",
        "invalid machine id", "machine not found", "invalid user name", "invalid public key comment",
        "invalid public key", "public key already exists", "invalid user public key source",
        "unknown user public key source", "key source subject not found",
    ),
}  # fmt: skip
_BEFORE = {"not found": "not found", "already exists": "already exists"}
"""The end of a later code, and the code that it was part of before."""


def dated(series: Series, reply: Reply) -> Reply:
    """A reply, the codes of the call and of its items as this series has them."""
    pattern, later = _pattern(series.version), _later(series.version)
    if pattern is None:
        return reply
    failure, result = reply.failure, reply.result
    if failure is not None and failure.code in later:
        failure = Failure(failure.message, later[failure.code], failure.info)
    if '"code":"' in result or '"Code":"' in result:
        result = pattern.sub(lambda found: f"{found[1]}{later[found[2]]}{found[3]}", result)
    return Reply(reply.number, result, failure, reply.raw)


@lru_cache(maxsize=64)
def _later(version: tuple[int, int]) -> dict[str, str]:
    """Each code that this version does not have yet, and what it says instead."""
    codes = [code for since, codes in _SINCE.items() if since > version for code in codes]
    found = {code: next((old for end, old in _BEFORE.items() if code.endswith(end)), "") for code in codes}
    if (2, 4) <= version < (3, 1):
        found["incompatible base"] = "incompatible series"
    return found


@lru_cache(maxsize=64)
def _pattern(version: tuple[int, int]) -> re.Pattern[str] | None:
    codes = "|".join(re.escape(code) for code in _later(version))
    return re.compile(rf'("[cC]ode":")({codes})(")') if codes else None
