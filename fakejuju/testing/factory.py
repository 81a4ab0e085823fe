"""``juju_factory``: models for a test, each new, simulated, replayed or live, and gone at its end."""

from __future__ import annotations

import contextlib
import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fakejuju.testing.inplay import InPlay, kept
from fakejuju.testing.settings import CURRENT, Setting, Settings

if TYPE_CHECKING:
    from fakejuju.controller import FakeController
    from jujuclient.access import Access
    from jujuclient.controller import Controller
    from jujuclient.juju import Juju

LONGEST = 40
"""Letters of a test's name that a model's name takes."""


def model_name(request: pytest.FixtureRequest) -> str:
    """The name of the model of a test, a module or a session: the same in every run."""
    node = request.node
    name = getattr(node, "originalname", None) or getattr(node, "name", "") or "session"
    stem = name.rpartition("/")[2].removesuffix(".py")
    word = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:LONGEST].strip("-")
    return f"juju-{word}" if word else "juju"


def offline_name(request: pytest.FixtureRequest) -> str:
    """As pytest-jubilant names models, but the same in every run: its option, then the test module."""
    prefix = request.config.getoption("juju_model", None) or "jubilant"
    module = request.path.stem if request.scope in ("function", "class", "module") else request.scope
    return f"{prefix}-{module.replace('_', '-')}"


class JujuFactory:
    """Makes models, and sees to their end.

    Attributes:
        name: of the first model; those of others begin with it.
    """

    def __init__(self, name: str, settings: Settings, play: InPlay) -> None:
        self.name = name
        self._settings = settings
        self._play = play
        self._made: dict[tuple[str, str], Juju] = {}

    def get_juju(
        self,
        suffix: str = "",
        *,
        controller: str | None = None,
        cloud: str | None = None,
        series: str | None = None,
    ) -> Juju:
        """A new model, connected.

        Args:
            suffix: what its name ends with; "" for the name alone.
            controller: another controller's name; a simulated one is made when it is first named.
            cloud: ``cloud`` or ``cloud/region``; the controller's own by default.
            series: of another simulated controller; that of the test by default.

        Raises:
            ValueError: this factory has made one of that name.
        """
        name = f"{self.name}-{suffix}" if suffix else self.name
        key = (controller or "", name)
        if key in self._made:
            raise ValueError(f"this juju_factory has made model {name} already; choose another suffix")
        made = self._made[key] = self._make(name, controller, cloud, series)
        self._play.models.append(made)
        return self._handed(made)

    def _handed(self, made: Juju) -> Juju:
        """What the test is given."""
        return made

    def _make(self, name: str, controller: str | None, cloud: str | None, series: str | None) -> Juju:
        raise NotImplementedError

    def close(self) -> None:
        """Close the connections, and end what was made."""
        for juju in self._made.values():
            self._play.models.remove(juju)
            juju.close()


class SimulatedFactory(JujuFactory):
    """Models of simulated controllers.

    Attributes:
        logs: the folder in which each model's debug-log is to be left.
        prefixed: whether jubilant's names of models begin with the controller's, always.
    """

    def __init__(
        self, name: str, settings: Settings, play: InPlay, fake: FakeController, setting: Setting
    ) -> None:
        super().__init__(name, settings, play)
        self._setting = setting
        self._fakes: dict[str, FakeController] = {fake.name: fake}
        self._first = fake
        self.logs: Path | None = None
        self.prefixed = False

    def controller(self, name: str, *, series: str | None = None) -> FakeController:
        """The simulated controller of a name, made when it is first named."""
        if name not in self._fakes:
            # Another seed, or it would have the uuids of the first.
            seed = self._setting.seed + zlib.crc32(name.encode())
            setting = self._setting._replace(series=series or self._setting.series, seed=seed)
            made = started(setting, self._play, name=name)
            self._fakes[name] = made
        return self._fakes[name]

    def _make(self, name: str, controller: str | None, cloud: str | None, series: str | None) -> Juju:
        fake = self.controller(controller, series=series) if controller else self._first
        where, _, region = (cloud or "").partition("/")
        given = {key: value for key, value in (("cloud", where), ("region", region)) if value}
        fake.add_model(name, current=True, **given)
        return juju_on(fake, name)

    def _handed(self, made: Juju) -> Juju:
        if not self._settings.offline:
            return made
        from fakejuju.testing.offline import dressed

        found: Juju = dressed(made, first=made.access.controller == self._first.name and not self.prefixed)
        return found

    def close(self) -> None:
        """Close the connections, and end the controllers that were made."""
        made = list(self._made.values())
        if self.logs is not None:
            _dumped(self.logs, made)
        super().close()
        if self._settings.offline:  # nothing is undone there: a suite's own fixtures may go on
            for juju in made:
                _destroyed(self._fakes[juju.access.controller], juju.uuid)
        for fake in self._fakes.values():
            if fake is not self._first:
                ended(fake, self._play)


class FakeFactory(SimulatedFactory):
    """The same for ``fake_model``, which is of our own client, whatever is offline."""

    def _handed(self, made: Juju) -> Juju:
        return made


class LiveFactory(JujuFactory):
    """Models of real controllers; they are destroyed in the end, unless they are to be kept.

    Attributes:
        series: what the test is for; on a controller of another it is skipped. None for any.
    """

    def __init__(self, name: str, settings: Settings, play: InPlay, access: Access | None = None) -> None:
        super().__init__(name, settings, play)
        self._access = access
        self.series: tuple[str, ...] | None = None
        self._controllers: dict[str, Controller] = {}
        self._tracing = contextlib.ExitStack()
        self._tracing.enter_context(play.traced())

    def _controller(self, name: str | None) -> Controller:
        from jujuclient.controller import Controller

        live = self._settings.live
        wanted = name or (live if live not in (None, CURRENT) else "") or ""
        if wanted not in self._controllers:
            if self._access is not None and not name:
                access = self._access
                self._controllers[wanted] = Controller(access, access.open())
            else:
                self._controllers[wanted] = Controller.connect(wanted or None)
        return self._controllers[wanted]

    def _make(self, name: str, controller: str | None, cloud: str | None, series: str | None) -> Juju:
        from jujuclient.juju import Juju

        if series is not None:
            raise ValueError("series= chooses what is simulated; this model is of a real controller")
        found = self._controller(controller)
        version = found.connection.server_version
        if self.series and not any(version == one or version.startswith(f"{one}.") for one in self.series):
            pytest.skip(f"the test is for Juju {', '.join(self.series)}; this controller has {version}")
        return Juju.of(found.add_model(name, cloud))

    def close(self) -> None:
        """Close the connections; destroy the models."""
        made = {key: juju.uuid for key, juju in self._made.items()}
        super().close()
        self._tracing.close()
        for (controller, name), uuid in made.items():
            found = self._controller(controller or None)
            if self._settings.keep_models:
                self._play.kept.append(f"{found.access.controller}:{name}")
            else:
                found.destroy_model(uuid, destroy_storage=True, force=True)
        for one in self._controllers.values():
            one.close()


def juju_on(fake: FakeController, model: str) -> Juju:
    """A connected model of a simulated controller, whose waits let virtual time pass."""
    from fakejuju.testing.virtual import VirtualTime
    from jujuclient.juju import Juju

    juju = Juju.on(access_to(fake, model))
    juju.clock = VirtualTime(fake)
    return juju


def _dumped(folder: Path, models: list[Juju]) -> None:
    """Write the debug-log of each model, under the name that pytest-jubilant gives it."""
    folder.mkdir(parents=True, exist_ok=True)
    for juju in models:
        text = str(juju.debug_log())
        (folder / f"{juju.model}-juju-debug.log").write_text(text, encoding="utf-8")


def _destroyed(fake: FakeController, uuid: str) -> None:
    """Destroy a model, if a test has not."""
    if any(model.uuid == uuid for model in fake.world.models.values()):
        with controller_of(fake) as found:
            found.destroy_model(uuid, destroy_storage=True, force=True, wait=0)


def controller_of(fake: FakeController) -> Controller:
    """Our client on a simulated controller, whose waits let virtual time pass."""
    from fakejuju.testing.virtual import VirtualTime
    from jujuclient.controller import Controller

    access = access_to(fake)
    found = Controller(access, access.open())
    found.clock = VirtualTime(fake)
    return found


def access_to(fake: FakeController, model: str = "") -> Access:
    """Access to a simulated controller, or to one of its models by name or uuid."""
    from jujuclient.access import Access

    made = fake.model(model) if model else None
    access = Access.of(fake.endpoint, cacert=fake.ca, user=fake.user, password=fake.password)
    access = access.named(fake.name)
    return access.on(made.uuid, f"{made.entity.owner}/{made.name}") if made is not None else access


def started(setting: Setting, play: InPlay, *, name: str = "fake") -> FakeController:
    """A simulated controller without a model, running and in play."""
    from fakejuju.controller import FakeController

    profile: Any = setting.profile
    fake = FakeController(setting.series, seed=setting.seed, profile=profile, model="", name=name).start()
    play.fakes.append(fake)
    play.begun[id(fake)] = kept(fake)
    return fake


def ended(fake: FakeController, play: InPlay) -> None:
    """Stop a simulated controller and take it out of play."""
    play.fakes.remove(fake)
    del play.begun[id(fake)]
    play.forget_client(id(fake))
    fake.stop()
