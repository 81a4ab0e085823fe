"""What a controller says to a call that it does not take, whatever is behind it.

Each rule is of a series; the words are in ``jujuclient.wire.series``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache

from fakejuju.offered import is_of_controllers
from jujuclient.wire.messages import Failure, Request
from jujuclient.wire.series import Series
from jujuclient.wire.session import Phase


def refuse_login(request: Request, series: Series, phase: Phase, *, model: bool) -> Failure | None:
    """What a call of Admin is refused with, or None where it is for the login itself to answer."""
    if phase is Phase.LOGGED_IN:
        return series.second_login(version=request.version, model=model)
    if request.version not in series.login_versions:
        old = series.version < (2, 0)
        return series.unknown_facade("Admin", request.version) if old else series.old_login()
    if request.id:
        return Failure("id not found", "not found")
    if request.method == "RedirectInfo" and series.version >= (2, 0):
        return Failure("not redirected")
    # Recorded on 4.0.15: an unknown method of Admin is named with version 0.
    return None if request.method == "Login" else series.unknown_method("Admin", 0, request.method)


def refuse_call(
    request: Request,
    series: Series,
    phase: Phase,
    offered: Mapping[str, Collection[int]],
    *,
    model: bool,
) -> Failure | None:
    """What a call is refused with for what it names, or None where it is for the facade to answer.

    Args:
        request: the call; not one of Admin.
        series: whose rules hold.
        phase: how far the conversation has come.
        offered: the facades and versions of this connection, as the login told them.
        model: whether this is the connection of a model.
    """
    if phase is not Phase.LOGGED_IN:
        return series.unknown_facade(request.facade, request.version)
    versions = offered.get(request.facade)
    if versions is None:
        # Recorded on 2.9.52: the name alone decides; the controller's connection knows no other names.
        if series.version >= (2, 0) and (not model or is_of_controllers(request.facade)):
            return series.wrong_connection(request.facade, model=model)
        return series.unknown_facade(request.facade, request.version)
    if request.version not in versions:
        return series.unknown_facade(request.facade, request.version)
    if not _has_method(request.facade, request.version, request.method, series.known_as):
        return series.unknown_method(request.facade, request.version, request.method)
    return None


@lru_cache(maxsize=4096)
def _has_method(facade: str, version: int, method: str, series: str) -> bool:
    """False only for a method that the table knows not to be there; agents' facades are not in it.

    Recorded on 2.9.52: a method of a later series is unknown in a version that both have.
    """
    from jujuclient import facades

    return facades.load(facade) is None or facades.method(facade, version, method, series) is not None
