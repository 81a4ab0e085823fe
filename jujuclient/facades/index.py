"""Which facades there are, in which versions each Juju series serves them, and where each is declared.

The one part of the table that is read without importing a facade: a fake learns from it what
to list at login, the client what it can negotiate. "-" is a facade that the series does not
serve to clients. A test compares this with the declarations and with the facts.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

_TABLE = """
facade               1.18 1.20 1.22 1.23 1.25 2.0 2.2 2.6 2.8  2.9  3.1   3.3   3.6   4.0   4.1
Action               -    -    0    0    0    2   2   2-3 2-6  2-7  7     7     7     7     7
Admin                0    0    0-1  0-1  0-2  3   3   3   3    3    3     3     3     3     3
AllEnvWatcher        -    -    -    -    1    -   -   -   -    -    -     -     -     -     -
AllModelWatcher      -    -    -    -    -    2   2   2   2    2-4  4     4     4     -     -
AllWatcher           0    0    0    0    0    1   1   1   1    1-3  3     3     3     -     -
Annotations          -    -    1    1    1    2   2   2   2    2    2     2     2     2     2
Application          -    -    -    -    -    1-3 1-4 1-9 1-12 1-15 15-17 15-19 15-22 19-22 19-22
ApplicationOffers    -    -    -    -    -    1   1   1-2 1-2  1-4  4     4     4-5   5-6   5-6
Backups              -    -    0    0    0    1   1   1-2 1-2  1-3  3     3     3     3     3
Block                -    -    -    1    1    2   2   2   2    2    2     2     2     2     2
Bundle               -    -    -    -    -    1   1   1-3 1-4  1-6  6     6     6     8     8
CharmHub             -    -    -    -    -    -   -   -   -    1    -     -     -     -     -
Charms               -    -    -    1    1    2   2   2   2    2-5  5-6   5-7   5-7   7     7
Client               0    0    0    0    0    1   1   1-2 1-3  1-6  6     6-7   6-8   8     8
Cloud                -    -    -    -    -    1   1   1-5 1-7  1-7  7     7     7     7-8   7-8
Controller           -    -    -    -    -    3   3   3-7 3-9  3-11 11    11    11-12 12-14 12-14
CredentialManager    -    -    -    -    -    -   -   1   1    1    1     1     1     1     1
EnvironmentManager   -    -    -    1    1    -   -   -   -    -    -     -     -     -     -
FirewallRules        -    -    -    -    -    -   -   1   1    1    1     -     -     -     -
HighAvailability     -    -    1    1    1    2   2   2   2    2    2     2     2     2-3   2-3
ImageManager         -    -    1    1    1    2   2   2   2    2    -     -     -     -     -
ImageMetadata        -    -    -    -    1    2   2   -   -    -    -     -     -     -     -
ImageMetadataManager -    -    -    -    -    -   -   1   1    1    1     1     1     1     1
KeyManager           0    0    0    0    0    1   1   1   1    1    1     1     1     1     1
MachineManager       -    -    -    -    1    2   2-4 2-6 2-6  2-9  9-10  9-10  9-10  11    11-12
MetricsDebug         -    -    -    -    -    2   2   2   2    2    2     2     -     -     -
ModelConfig          -    -    -    -    -    1   1   1-2 1-2  1-3  3     3     3     3-4   3-4
ModelGeneration      -    -    -    -    -    -   -   1-2 1-4  1-4  4     4     4     -     -
ModelManager         -    -    -    -    -    2   2-3 2-7 2-9  2-9  9     9     9-10  10-11 10-11
ModelSummaryWatcher  -    -    -    -    -    -   -   -   1    1    1     1     1     1     1
ModelUpgrader        -    -    -    -    -    -   1   1   1    1    1     1     1     2     2
NotifyWatcher        0    0    0    0    0    1   1   1   1    1    1     1     1     1     1
OfferedApplications  -    -    -    -    -    1   -   -   -    -    -     -     -     -     -
Payloads             -    -    -    -    -    1   1   1   1    1    1     1     1     -     -
payloads             -    -    -    -    0    -   -   -   -    -    -     -     -     -     -
Pinger               0    0    0    0    0    1   1   1   1    1    1     1     1     1     1
Resources            -    -    -    -    -    1   1   1   1    1-3  3     3     3     3     3
SecretBackends       -    -    -    -    -    -   -   -   -    -    1     1     1     1     1
Secrets              -    -    -    -    -    -   -   -   -    -    1     1-2   1-2   1-2   1-2
Service              -    -    1    1    1    -   -   -   -    -    -     -     -     -     -
Spaces               -    -    -    -    1    2   2-3 2-3 2-6  2-6  6     6     6     6     6
SSHClient            -    -    -    -    -    1-2 1-2 1-2 1-2  1-4  4     4     4     4-5   4-5
Storage              -    -    -    1    1    3   3   3-6 3-6  3-6  6     6     6-7   6-7   6-7
StringsWatcher       0    0    0    0    0    1   1   1   1    1    1     1     1     1     1
Subnets              -    -    -    -    1    2   2   2   2-4  2-5  5     5     5     5     5
SystemManager        -    -    -    -    1    -   -   -   -    -    -     -     -     -     -
UserManager          0    0    0    0    0    1   1   1-2 1-2  1-3  3     3     3     3     3
"""

_MODULES = {"payloads": "legacy_payloads"}
"""Facades whose module is not their name in snake case."""

_BESIDE = {"Admin": (4,)}
"""Versions that no Juju serves: Admin 4 is JIMM's."""


@functools.cache
def _served() -> dict[str, dict[str, tuple[int, ...]]]:
    """Series to facade to versions."""
    head, *rows = (line.split() for line in _TABLE.strip().splitlines())
    found: dict[str, dict[str, tuple[int, ...]]] = {series: {} for series in head[1:]}
    for name, *cells in rows:
        for of, cell in zip(head[1:], cells, strict=True):
            if cell != "-":
                found[of][name] = _numbers(cell)
    return found


def _numbers(cell: str) -> tuple[int, ...]:
    """``1-6,8`` as numbers."""
    found: list[int] = []
    for part in cell.split(","):
        start, _, end = part.partition("-")
        found.extend(range(int(start), int(end or start) + 1))
    return tuple(found)


def series() -> tuple[str, ...]:
    """The Juju series that the table knows, oldest first."""
    return tuple(_served())


def versions(of: str) -> Mapping[str, tuple[int, ...]]:
    """Facade to the versions that a Juju series serves to clients; KeyError for an unknown series."""
    return _served()[of]


@functools.cache
def declared() -> Mapping[str, tuple[int, ...]]:
    """Facade to every version of it that is declared here, lowest first."""
    found: dict[str, set[int]] = {name: set(numbers) for name, numbers in _BESIDE.items()}
    for served in _served().values():
        for name, numbers in served.items():
            found.setdefault(name, set()).update(numbers)
    return {name: tuple(sorted(numbers)) for name, numbers in sorted(found.items())}


def module(facade: str) -> str:
    """The module of this package that declares a facade: ``SSHClient`` is in ``ssh_client``."""
    if facade in _MODULES:
        return _MODULES[facade]
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", facade).lower()
