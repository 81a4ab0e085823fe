"""Who may do what with models and the controller: granted and revoked, in Juju's words."""

from __future__ import annotations

from typing import NoReturn

from msgspec.structs import replace

from fakejuju.refused import Refused
from fakejuju.simulation import Simulation
from fakejuju.state.controller import Access, Model, User

_MODEL = {"": 0, "read": 1, "write": 2, "admin": 3}
_CONTROLLER = {"": 0, "login": 1, "add-model": 2, "superuser": 3}
_BELOW = {"read": "", "write": "read", "admin": "write"}


def model_levels() -> tuple[str, ...]:
    """What can be given on a model."""
    return ("read", "write", "admin")


def controller_levels(sim: Simulation) -> tuple[str, ...]:
    """What can be given on the controller; making models is a matter of clouds since 2.6."""
    return ("login", "add-model", "superuser") if sim.series.version < (2, 6) else ("login", "superuser")


def known_user(sim: Simulation, name: str) -> User | None:
    """A local user that was not removed."""
    user = sim.state.find(User, name)
    return user if user is not None and not user.removed else None


def need_local(sim: Simulation, name: str, what: str) -> None:
    """Refuse access for a local user that is not there.

    Args:
        sim: the controller.
        name: of the user; one of another place may be anybody.
        what: what is done to which access: ``grant model``.
    """
    user = known_user(sim, name)
    if "@" in name:
        return
    if sim.series.version >= (4, 0) and (user is None or user.disabled):
        raise Refused(f'active users "{name}": user not found')
    if user is None:
        words = f'could not {what} access: user "{name}" does not exist locally: user "{name}" not found'
        raise Refused(words, "not found")


def refuse_again(sim: Simulation, name: str, level: str) -> NoReturn:
    """Refuse what a user has already; 4.x names the user."""
    who = f'user "{name}"' if sim.series.version >= (4, 0) else "user"
    raise Refused(f'{who} already has "{level}" access or greater')


def refuse_nothing(sim: Simulation, words: str) -> None:
    """Refuse to take what a user has not; to 4.x that is no matter."""
    if sim.series.version < (4, 0):
        raise Refused(words, "not found")


def grant_model(sim: Simulation, model: Model, name: str, level: str) -> None:
    """Give a user at least that level on a model; in a transaction."""
    target = f"model-{model.uuid}"
    found = sim.state.find(Access, f"{name} {target}")
    if found is not None and _MODEL[found.level] >= _MODEL[level]:
        refuse_again(sim, name, level)
    need_local(sim, name, "grant model")
    user = known_user(sim, name)
    shown = user.display_name if user is not None else ""
    given = found if found is not None else Access(user=name, target=target, level="", display_name=shown)
    sim.state.put(replace(given, level=level))


def revoke_model(sim: Simulation, model: Model, name: str, level: str) -> None:
    """Leave a user with less than that level on a model; in a transaction."""
    if sim.series.version >= (4, 0):
        need_local(sim, name, "revoke model")
        _keep_an_admin(sim, model, name)
    found = sim.state.find(Access, f"{name} model-{model.uuid}")
    if found is None:
        before = (
            "could not revoke model access" if level == "read" else "could not look up model access for user"
        )
        refuse_nothing(sim, f'{before}: model user "{name}" does not exist')
        return
    left = _BELOW[level]
    if not left:
        sim.state.remove(found)
    elif _MODEL[found.level] > _MODEL[left]:
        sim.state.put(replace(found, level=left))


def _keep_an_admin(sim: Simulation, model: Model, leaving: str) -> None:
    target = f"model-{model.uuid}"
    given = (one for one in sim.state.all(Access) if one.target == target and one.level == "admin")
    others = (known_user(sim, one.user) for one in given if one.user != leaving)
    if not any(user is not None and not user.disabled for user in others):
        raise Refused("model would be left without an admin user")


def grant_controller(sim: Simulation, name: str, level: str) -> None:
    """Give a user at least that level on the controller; in a transaction."""
    need_local(sim, name, "grant controller")
    user = known_user(sim, name)
    if user is None:
        raise Refused(f'could not look up controller access for user: user "{name}" not found', "not found")
    if _CONTROLLER[user.access] >= _CONTROLLER[level]:
        refuse_again(sim, name, level)
    sim.state.put(replace(user, access=level))


def revoke_controller(sim: Simulation, name: str, level: str) -> None:
    """Leave a user with less than that level on the controller; in a transaction."""
    if sim.series.version >= (4, 0):
        need_local(sim, name, "revoke controller")
    user = known_user(sim, name)
    if user is None or not user.access:
        before = (
            "could not revoke controller access"
            if level == "login"
            else "could not look up controller access for user"
        )
        refuse_nothing(sim, f'{before}: controller user "{name}" does not exist')
        return
    left = {"login": "", "add-model": "login"}.get(level) if level != "superuser" else "login"
    assert left is not None
    if _CONTROLLER[user.access] > _CONTROLLER[left]:
        sim.state.put(replace(user, access=left))
