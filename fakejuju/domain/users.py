"""Users of the controller: added, disabled, removed, and given passwords and keys to register with."""

from __future__ import annotations

import base64
import re

from msgspec.structs import replace

from fakejuju.simulation import Simulation, digest
from fakejuju.state.controller import Access, User

_NAME = re.compile(r"[a-zA-Z0-9](?:[a-zA-Z0-9.+-]*[a-zA-Z0-9])?")
EVERYONE = "everyone@external"


def is_user_name(text: str) -> bool:
    """Whether a local user may be called that."""
    return _NAME.fullmatch(text) is not None


def local_name(id: str) -> str:
    """The name in a user tag's id: ``bob@local`` is bob."""
    return id.removesuffix("@local")


def find_user(simulation: Simulation, name: str) -> User | None:
    """The user of a name, unless it was removed."""
    found = simulation.state.find(User, name)
    return None if found is None or found.removed else found


def add_user(
    simulation: Simulation,
    name: str,
    *,
    display_name: str = "",
    password: str = "",
    created_by: str = "admin",
) -> User:
    """Add a user; without a password it gets a key to register with. Inside a transaction."""
    clock = simulation.clock
    return simulation.state.put(
        User(
            name=name,
            display_name=display_name,
            password=digest(password),
            secret_key="" if password else new_key(simulation),
            access="login",
            created_by=created_by,
            created=clock.stamp() if simulation.series.version >= (4, 0) else clock.second(),
        )
    )


def new_key(simulation: Simulation) -> str:
    """A key of 32 bytes to register with, in base64."""
    return base64.b64encode(simulation.seeds.digest("registration")).decode()


def set_password(simulation: Simulation, user: User, password: str) -> User:
    """Give a user a password; a key to register with is of no use any more. Inside a transaction."""
    return simulation.state.put(replace(user, password=digest(password), secret_key=""))


def reset_password(simulation: Simulation, user: User) -> User:
    """Take a user's password away and give a new key to register with. Inside a transaction."""
    return simulation.state.put(replace(user, password="", secret_key=new_key(simulation)))


def remove_user(simulation: Simulation, user: User) -> None:
    """Remove a user and all access; the name stays known. Inside a transaction."""
    state = simulation.state
    state.put(replace(user, removed=True, password="", secret_key="", access=""))
    for access in state.all(Access):
        if access.user == user.name:
            state.remove(access)


def all_users(simulation: Simulation) -> list[User]:
    """Every user that was not removed: by name up to 3.6, as they were added since."""
    users = [user for user in simulation.state.all(User) if not user.removed]
    return users if simulation.series.version >= (4, 0) else sorted(users, key=lambda user: user.name.lower())
