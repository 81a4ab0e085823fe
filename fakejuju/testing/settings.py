"""The options and ini keys of the plugin, read once and refused with a clear word.

Each option ``--juju-x`` has an ini key ``juju_x``; the option wins.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import pytest

if TYPE_CHECKING:
    from fakejuju.testing.inplay import InPlay

T = TypeVar("T")

PROFILES = ("instant", "steady", "manual", "chaos")
MODES = ("none", "once", "new", "all")
SCOPES = ("function", "class", "module", "package", "session")
DEFAULT_SERIES = "3.6"
CURRENT = "the current controller"
"""What ``--juju-live`` without a name stands for."""


MARKERS = (
    'juju(series="3.6", profile="instant", seed=0): what the simulated controller of a test is. '
    "series may be several, as a list or with commas: the test runs on each.",
    'juju_cassette(path=None, mode="none", order="causal", repeat="none", idle=1.0, controller=None): '
    "the fixtures juju, juju_cassette and juju_controller answer from this cassette. A relative path is "
    "looked for beside the test file, then in the root folder; {series} in it stands for the series; "
    "without one it is cassettes/MODULE/TEST.yaml. Modes: none, once, new, all.",
)
THEIR_MARKERS = (
    "juju_setup: a test that sets something up; of pytest-jubilant, which is not installed.",
    "juju_teardown: a test that takes something down; of pytest-jubilant, which is not installed.",
)
"""Markers that suites for pytest-jubilant have, told where it is not."""


class Setting(NamedTuple):
    """What a simulated controller is: one for each that the tests of a run want."""

    series: str
    profile: str
    seed: int


class Settings(NamedTuple):
    """What is in force in this run.

    Attributes:
        series: the series or versions to simulate, each test once for each.
        series_given: whether somebody named them.
        profile, seed: of the simulated controllers.
        record: the mode of every cassette; None leaves it to the markers.
        live: the real controller's name, ``CURRENT`` for the current one; None for none.
        keep_models: whether the models made on a real controller stay.
        block_network: whether connections to other machines are refused.
        offline: whether ``juju`` and ``juju_factory`` are ours though another plugin has such.
        scope: of ``juju``, ``juju_factory`` and ``fake_model``.
        charm: the charm that ``juju_charm`` stands for.
    """

    series: tuple[str, ...]
    series_given: bool
    profile: str
    seed: int
    record: str | None
    live: str | None
    keep_models: bool
    block_network: bool
    offline: bool
    scope: Any
    charm: str

    def __str__(self) -> str:
        if self.live is not None:
            told = [f"live on {self.live}"]
        else:
            told = [f"simulated {', '.join(self.series)} (profile {self.profile}, seed {self.seed})"]
        told += [f"cassettes in mode {self.record}"] if self.record else []
        told += ["offline"] if self.offline else []
        told += ["models are kept"] if self.keep_models else []
        told += ["network blocked"] if self.block_network else []
        return ", ".join(told)


def asked_offline(config: pytest.Config) -> bool:
    """Whether offline is asked for, before all options are read."""
    given = getattr(config.known_args_namespace, "juju_offline", None)
    return bool(config.getini("juju_offline") if given is None else given)


def check_live(settings: Settings) -> None:
    """Refuse ``--juju-live`` when there is no such controller.

    Raises:
        pytest.UsageError: the client store has none of that name, or none that is current.
    """
    if settings.live is None:
        return
    if problem := controller_problem(settings.live):
        raise pytest.UsageError(
            f"--juju-live needs a controller: {problem}; name one as --juju-live=NAME, or leave it out to "
            "run on a simulated one"
        )


def controller_problem(name: str) -> str:
    """Why the client store has no such controller; "" when it has."""
    from jujuclient.errors import StoreError
    from jujuclient.store import ClientStore

    store = ClientStore()
    try:
        store.controller(store.current_controller() if name == CURRENT else name)
    except StoreError as error:
        return str(error)
    return ""


SETTINGS: pytest.StashKey[Settings] = pytest.StashKey()
IN_PLAY: pytest.StashKey[InPlay] = pytest.StashKey()
"""What is in play; not there until a fixture brings something in."""


def add_options(parser: pytest.Parser) -> None:
    """Add the options and ini keys."""
    group = parser.getgroup("juju", "a Juju controller that is simulated, replayed or live")
    for name, options, ini in _TABLE:
        flag = name.replace("_", "-")
        group.addoption(f"--{flag}", dest=name, default=None, **options)
        parser.addini(name, f"as --{flag}: {options['help']}", type=ini, default=None)
    parser.addini(
        "juju_scope",
        "scope of juju, juju_factory and fake_model: function (default), class, module, package, session; "
        "module with --juju-offline",
        default=None,
    )


_TABLE: tuple[tuple[str, dict[str, Any], Any], ...] = (
    (
        "juju_series",
        {"metavar": "LIST", "help": f"series to simulate, each test once for each; {DEFAULT_SERIES}"},
        "string",
    ),
    (
        "juju_profile",
        {"metavar": "NAME", "help": f"how simulated agents act: {', '.join(PROFILES)}"},
        "string",
    ),
    ("juju_seed", {"metavar": "N", "help": "seed of everything that is simulated; 0"}, "string"),
    (
        "juju_record",
        {"metavar": "MODE", "help": f"mode of all cassettes: {', '.join(MODES)}; else as marked"},
        "string",
    ),
    (
        "juju_live",
        {
            "metavar": "CONTROLLER",
            "nargs": "?",
            "const": CURRENT,
            "help": "let `juju` be a model of a real controller, the current one by default",
        },
        "string",
    ),
    (
        "juju_keep_models",
        {"action": "store_true", "help": "keep the models made on a real controller"},
        "bool",
    ),
    (
        "juju_block_network",
        {"action": "store_true", "help": "refuse connections to other machines than this one"},
        "bool",
    ),
    (
        "juju_offline",
        {
            "action": "store_true",
            "help": "let `juju` and `juju_factory` be simulated though pytest-jubilant has such, too",
        },
        "bool",
    ),
    ("juju_charm", {"metavar": "PATH", "help": "the charm that the fixture juju_charm stands for"}, "string"),
)


def read(config: pytest.Config) -> Settings:
    """The settings of a run, read and checked at its beginning.

    Raises:
        pytest.UsageError: a value that cannot be; the message says which can.
    """
    if SETTINGS not in config.stash:
        config.stash[SETTINGS] = _read(config)
    return config.stash[SETTINGS]


def _read(config: pytest.Config) -> Settings:
    series = _option(config, "juju_series")
    offline = bool(_option(config, "juju_offline"))
    live = _option(config, "juju_live")
    if live is not None and offline:
        raise pytest.UsageError("--juju-live and --juju-offline contradict each other; give one of them")
    return Settings(
        series=_series(str(series)) if series else (DEFAULT_SERIES,),
        series_given=bool(series),
        profile=_one_of("--juju-profile", _option(config, "juju_profile") or "instant", PROFILES),
        seed=_number("--juju-seed", _option(config, "juju_seed") or "0"),
        record=_one_of("--juju-record", _option(config, "juju_record"), (None, *MODES)),
        live=live,
        keep_models=bool(_option(config, "juju_keep_models")),
        block_network=bool(_option(config, "juju_block_network")),
        offline=offline,
        scope=_one_of("juju_scope", config.getini("juju_scope") or _scope(offline), SCOPES),
        charm=str(_option(config, "juju_charm") or ""),
    )


def given(config: pytest.Config) -> list[str]:
    """The options of ours that were given on the command line, as words."""
    found = []
    for name, options, _ in _TABLE:
        value = config.getoption(name)
        flag = f"--{name.replace('_', '-')}"
        if value is not None and value is not False:
            bare = "action" in options or value == CURRENT
            found.append(flag if bare else f"{flag}={value}")
    return found


def _scope(offline: bool) -> str:
    """That of pytest-jubilant's fixtures where ours stand in for them."""
    return "module" if offline else "function"


def _option(config: pytest.Config, name: str) -> Any:
    given = config.getoption(name)
    return config.getini(name) or None if given is None else given


def _series(text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(part for part in re.split(r"[,\s]+", text) if part))
    for one in found:
        if problem := series_problem(one):
            raise pytest.UsageError(f"--juju-series: {problem}")
    return found


def series_problem(text: str) -> str:
    """Why a text names no series that can be simulated; "" when it does."""
    from jujuclient.wire.series import SERIES, Series

    try:
        major, minor = Series.of(text).version
    except ValueError as error:
        return str(error)
    last = {version[0]: version[1] for version in (Series.of(one).version for one in SERIES)}
    if Series.of(SERIES[0]).version <= (major, minor) and minor <= last.get(major, -1):
        return ""
    return f"there is no Juju series {text!r} to simulate; there are {', '.join(SERIES)}"


def _number(option: str, text: Any) -> int:
    try:
        return int(text)
    except ValueError:
        raise pytest.UsageError(f"{option} is a whole number, not {text!r}") from None


def _one_of(option: str, value: T, wanted: tuple[T, ...]) -> T:
    if value not in wanted:
        named = ", ".join(str(one) for one in wanted if one is not None)
        raise pytest.UsageError(f"{option} is one of {named}, not {value!r}")
    return value
