"""The markers ``juju`` and ``juju_cassette``: refused at collection when they make no sense."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fakejuju.testing.settings import MODES, PROFILES, Setting, Settings, series_problem

if TYPE_CHECKING:
    from _pytest.nodes import Node

ORDERS = ("causal", "strict", "any")
REPEATS = ("none", "last")


class MarkError(ValueError):
    """A marker that makes no sense; the message says what would."""


@dataclass(frozen=True)
class JujuMark:
    """What ``juju`` says of a test; None where it says nothing."""

    series: tuple[str, ...] | None = None
    profile: str | None = None
    seed: int | None = None


@dataclass(frozen=True)
class CassetteMark:
    """What ``juju_cassette`` says of a test, the mode of ``--juju-record`` in it.

    Attributes:
        path: absolute; of a file that need not be there.
        named: as the marker has it.
        options: of the replay: ``order``, ``repeat``, ``idle``.
    """

    path: Path
    named: str
    mode: Any
    controller: str | None
    options: dict[str, Any]

    @property
    def replays(self) -> bool:
        """Whether nothing is to be recorded."""
        return self.mode == "none" or (self.mode == "once" and self.path.exists())


def juju_mark(node: Node) -> JujuMark:
    """The markers ``juju`` of a test, its class and its module; the nearest says last.

    Raises:
        MarkError: arguments that it does not take.
    """
    found: dict[str, Any] = {}
    for mark in node.iter_markers("juju"):
        for key, value in _bound(_juju, mark).items():
            found.setdefault(key, value)
    series, profile = found.get("series"), found.get("profile")
    if profile is not None and profile not in PROFILES:
        raise MarkError(f"juju(profile=…) is one of {', '.join(PROFILES)}, not {profile!r}")
    if found.get("seed") is not None and type(found["seed"]) is not int:
        raise MarkError(f"juju(seed=…) is a whole number, not {found['seed']!r}")
    return JujuMark(_several(series), profile, found.get("seed"))


def _several(series: Any) -> tuple[str, ...] | None:
    if series is None:
        return None
    if not isinstance(series, (str, list, tuple, set, frozenset)):
        raise MarkError(f'juju(series=…) is a text such as "3.6", or several in a list, not {series!r}')
    named = series.split(",") if isinstance(series, str) else list(series)
    found = tuple(dict.fromkeys(str(one).strip() for one in named if str(one).strip()))
    if not found:
        raise MarkError("juju(series=…) names no series; leave it out to run on those of the run")
    for one in found:
        if problem := series_problem(one):
            raise MarkError(f"juju(series=…): {problem}")
    return found


def settings_of(node: Node, settings: Settings) -> list[Setting]:
    """What the controllers are that a test runs on; none when its series are not asked for.

    Raises:
        MarkError: a marker makes no sense.
    """
    mark = juju_mark(node)
    wanted = mark.series or settings.series
    if mark.series and settings.series_given:
        wanted = tuple(one for one in mark.series if one in settings.series)
    profile = mark.profile or settings.profile
    seed = settings.seed if mark.seed is None else mark.seed
    return [Setting(one, profile, seed) for one in wanted]


def cassette_mark(node: Node, settings: Settings, series: str = "") -> CassetteMark | None:
    """The nearest marker ``juju_cassette`` of a test; None without one.

    Raises:
        MarkError: arguments that it does not take.
    """
    mark = node.get_closest_marker("juju_cassette")
    if mark is None:
        return None
    given = _bound(_juju_cassette, mark)
    mode = settings.record or given.pop("mode", None) or "none"
    given.pop("mode", None)
    if mode not in MODES:
        raise MarkError(f"juju_cassette(mode=…) is one of {', '.join(MODES)}, not {mode!r}")
    path = given.pop("path", None)
    if path is not None and not isinstance(path, (str, os.PathLike)):
        raise MarkError(f"juju_cassette(path) is the path of a cassette, not {path!r}")
    _check_options(given)
    named = os.fspath(path) if path else _default_path(node)
    controller = given.pop("controller", None)
    return CassetteMark(_find(node, named.replace("{series}", series)), named, mode, controller, given)


def _check_options(given: dict[str, Any]) -> None:
    for name, wanted in (("order", ORDERS), ("repeat", REPEATS)):
        if given.get(name, wanted[0]) not in wanted:
            raise MarkError(f"juju_cassette({name}=…) is one of {', '.join(wanted)}, not {given[name]!r}")
    idle = given.get("idle", 1.0)
    if isinstance(idle, bool) or not isinstance(idle, (int, float)) or not idle > 0:
        raise MarkError(f"juju_cassette(idle=…) is a number of seconds, not {idle!r}")
    if not isinstance(given.get("controller") or "", str):
        raise MarkError(f"juju_cassette(controller=…) is a controller's name, not {given['controller']!r}")


def _default_path(node: Node) -> str:
    name = getattr(node, "originalname", None) or node.name
    safe = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name)
    return f"cassettes/{node.path.stem}/{safe}.yaml"


def _find(node: Node, path: str) -> Path:
    beside = node.path.parent / path
    if beside.exists():
        return beside
    from_root = node.config.rootpath / path
    return from_root if from_root.exists() else beside


def _bound(shape: Callable[..., None], mark: pytest.Mark) -> dict[str, Any]:
    """The arguments of a marker by name.

    Raises:
        MarkError: it has others than its shape takes.
    """
    takes = inspect.signature(shape)
    try:
        return dict(takes.bind(*mark.args, **mark.kwargs).arguments)
    except TypeError as error:
        import difflib

        unknown = [key for key in mark.kwargs if key not in takes.parameters]
        near = difflib.get_close_matches(unknown[0], takes.parameters, 1) if unknown else []
        hint = f"; is {near[0]!r} meant?" if near else ""
        raise MarkError(
            f"the marker {mark.name} {error}; it takes {', '.join(takes.parameters)}{hint}"
        ) from None


def _juju(*, series: Any = None, profile: Any = None, seed: Any = None) -> None:
    """The arguments of the marker ``juju``."""


def _juju_cassette(
    path: Any = None,
    *,
    mode: Any = None,
    order: Any = "causal",
    repeat: Any = "none",
    idle: Any = 1.0,
    controller: Any = None,
) -> None:
    """The arguments of the marker ``juju_cassette``."""


def cassette_problem(mark: CassetteMark, wanted: tuple[str, ...] | None) -> str:
    """Why a test cannot run with its cassette; "" when it can.

    Args:
        wanted: the series that its marker ``juju`` names; None for any.
    """
    if mark.mode == "none" and not mark.path.exists():
        return (
            f"there is no cassette {mark.path}, and mode none records nothing; record it with "
            f"`pytest --juju-record once --juju-live CONTROLLER`, or with `fakejuju record {mark.named} -- …`"
        )
    if wanted is None or not mark.replays:
        return ""
    version = recorded_version(mark.path)
    if version and not any(version == one or version.startswith(f"{one}.") for one in wanted):
        return f"{mark.path.name} was recorded from Juju {version}, and the test is for {', '.join(wanted)}"
    return ""


def recorded_version(path: Path) -> str:
    """The Juju version in the header of a cassette, "" when it has none; the rest is not read."""
    with path.open(encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file):
            if line.startswith("juju:"):
                return line.partition(":")[2].strip().strip("\"'")
            if line.startswith("---") and number:
                break
    return ""
