"""Calls of Juju 2.0 as the controllers of today want them (defect 24).

A row takes a call that the controller no longer has, makes the one that took its place, and gives
the answer the shape of old. Whether the controller has the call is looked up in the typed table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jujuclient.classic.basefacade import first_error
from jujuclient.classic.exc import EnvError
from jujuclient.classic.rpc import Op, Response
from jujuclient.classic.spelling import shaped
from jujuclient.facades import index, method
from jujuclient.wire.series import Series

Params = dict[str, Any]
Row = Callable[[Any, Params], Response]

ROWS: dict[tuple[str, str], Row] = {}
"""Facade and method of old, to what is done today."""


def newest(env: Any, facade: str) -> int | None:
    """The newest version of a facade that both sides have; None for none."""
    return max(set(env._offered.get(facade, ())) & set(index.declared().get(facade, ())), default=None)


def ask(env: Any, op: Op) -> Response:
    """Make a call as it is, or as today's controllers want it.

    Raises:
        EnvError: nothing took the place of a call that is gone; it says what to do.
    """
    from jujuclient.classic import today_applications, today_client  # noqa: F401  (they enter their rows)

    facade, request, version = op["type"], op["request"], op["version"]
    done = ROWS.get((facade, request))
    if done is not None and (
        not served(env, facade, version, request) or _of_charmhub(env, request, op["params"])
    ):
        result = done(env, op["params"])
        return result if getattr(env, "_shape", None) is None else shaped(result)
    if version not in env._offered.get(facade, [version]):
        op["version"] = newest(env, facade) or version
    return _sent(env, op)


def _sent(env: Any, op: Op) -> Response:
    result: Response = env._rpc({**op, "params": _with_cores(op["params"])})
    return result


def _with_cores(value: Any) -> Any:
    """Parameters whose constraints say ``cores``, which was ``cpu-cores`` before 2.0 and is not read since.

    A copy: what the caller gave stays as it is.
    """
    if isinstance(value, list):
        return [_with_cores(one) for one in value]
    if not isinstance(value, dict):
        return value
    found = {key: _with_cores(one) for key, one in value.items()}
    given = found.get("constraints")
    if isinstance(given, dict) and "cpu-cores" in given:
        found["constraints"] = {"cores" if key == "cpu-cores" else key: one for key, one in given.items()}
    return found


def _of_charmhub(env: Any, request: str, params: Params) -> bool:
    """True for a charm that is Charmhub's, on a controller that knows it (2.9 on).

    One of the charm store is as well: the store is no more, and Charmhub has what was in it.
    """
    one = (params.get("applications") or [params])[0]
    url = str(one.get("charm-url") or one.get("url") or "")
    wanted = request in ("AddCharm", "Deploy", "SetCharm") and bool(url)
    return wanted and not url.startswith("local:") and (newest(env, "Charms") or 0) >= 3


def call(env: Any, facade: str, request: str, **params: Any) -> Response:
    """A call in today's terms, its parameters in snake case."""
    version = newest(env, facade)
    if version is None and env.uuid:
        env = env.on_controller()  # since 2.0 some facades are on the controller's own connection
        version = newest(env, facade)
    if version is None:
        raise EnvError({"error": f"this controller has no {facade}.{request}", "error-code": "not supported"})
    spelled = {name.replace("_", "-"): value for name, value in params.items()}
    return _sent(env, {"type": facade, "version": version, "request": request, "params": spelled})


def _series(env: Any) -> str:
    told = str((env._info or {}).get("server-version") or "")
    try:
        return Series.of(told).known_as if told else ""
    except ValueError:
        return ""


def served(env: Any, facade: str, version: int, request: str) -> bool:
    """True where the controller has this very call, in a version whose parameters are those of old."""
    if version not in env._offered.get(facade, ()) or version > OLD.get((facade, request), 99):
        return False
    return method(facade, version, request, _series(env)) is not None


OLD = {
    ("Application", "Deploy"): 12,
    ("Application", "GetConstraints"): 4,
    ("Application", "SetCharm"): 12,
    ("Client", "InjectMachines"): -1,
    ("KeyManager", "AddKeys"): -1,
    ("KeyManager", "DeleteKeys"): -1,
    ("KeyManager", "ImportKeys"): -1,
    ("KeyManager", "ListKeys"): -1,
}
"""The last version in which a call has the parameters of old; -1 where 0.54 never had them right."""


def row(facade: str, *requests: str) -> Callable[[Row], Row]:
    """Enter what is done today for calls of old."""

    def enter(done: Row) -> Row:
        ROWS.update({(facade, request): done for request in requests})
        return done

    return enter


def moved(facade: str, request: str, to: str, new: str = "") -> None:
    """A call that only moved to another facade."""

    def done(env: Any, params: Params) -> Response:
        return call(
            env, to, new or request, **{key.replace("-", "_"): value for key, value in params.items()}
        )

    ROWS[facade, request] = done


def gone(facade: str, request: str, advice: str) -> None:
    """A call whose place nothing took, with what to do instead."""

    def done(env: Any, params: Params) -> Response:
        told = (env._info or {}).get("server-version") or "this controller"
        words = f"Juju {told} has no {facade}.{request}: {advice}"
        raise EnvError({"error": words, "error-code": "not supported"})

    ROWS[facade, request] = done


def each(result: Response) -> Response:
    """The answer to a call that was once about one thing: the error of an item is the call's."""
    for one in result.get("results") or []:
        first_error({"results": [one]})
    return result
