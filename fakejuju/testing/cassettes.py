"""The cassette of a test: replayed, or recorded from a real controller, and what the summary says of it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from fakejuju.testing.factory import JujuFactory, LiveFactory
from fakejuju.testing.fixtures import SET_ASIDE
from fakejuju.testing.inplay import InPlay
from fakejuju.testing.marks import CassetteMark
from fakejuju.testing.settings import CURRENT, Settings

if TYPE_CHECKING:
    from fakejuju.served import Served
    from jujuclient.access import Access
    from jujuclient.juju import Juju


@dataclass
class Played:
    """What became of a cassette in a test; travels with its report, between processes as well.

    Attributes:
        did: ``replayed``, ``recorded``, ``extended`` or ``SET_ASIDE``.
        unplayed: the recorded calls that the test did not make.
    """

    path: str
    did: str
    unplayed: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


@contextlib.contextmanager
def serving(mark: CassetteMark, settings: Settings, play: InPlay) -> Iterator[Served]:
    """What answers from a cassette, or records it, for as long as the block."""
    served = _served(mark, settings)
    served.start()
    play.served.append(served)
    try:
        with play.traced():
            yield served
    finally:
        play.served.remove(served)
        served.stop()


def _served(mark: CassetteMark, settings: Settings) -> Served:
    from fakejuju.recording import record, target_of
    from fakejuju.replaying import replay

    if mark.replays:
        return replay(mark.path, **mark.options)
    live = settings.live if settings.live not in (None, CURRENT) else None
    upstream, world, password = target_of(mark.controller or live or "")
    mark.path.parent.mkdir(parents=True, exist_ok=True)
    return record(mark.path, upstream, world, password=password, mode=mark.mode)


def set_aside(mark: CassetteMark, served: Served) -> None:
    """Let a recording that a failed test cut short have a name that no test replays."""
    recorder = getattr(served, "recorder", None)
    if recorder is not None:
        recorder.path = mark.path.with_name(f"{mark.path.stem}.failed{mark.path.suffix}")


def played(mark: CassetteMark, served: Served, *, there: bool, passed: bool) -> Played:
    """What became of a cassette.

    Args:
        there: whether the file was there before the test.
        passed: whether the test did; what one that failed did not ask for tells nothing.
    """
    recorder = getattr(served, "recorder", None)
    if recorder is None:
        return Played(str(mark.path), "replayed", list(getattr(served, "unplayed", [])) if passed else [])
    did = "extended" if there and mark.mode == "new" else "recorded"
    return Played(str(recorder.path), did if passed else SET_ASIDE)


class CassetteFactory(LiveFactory):
    """Models of a cassette: those that were made while it was recorded, or the one it is of."""

    def __init__(self, name: str, settings: Settings, play: InPlay, served: Served) -> None:
        super().__init__(name, settings, play, _access(served))
        self._served = served

    def _make(self, name: str, controller: str | None, cloud: str | None, series: str | None) -> Juju:
        if controller:
            raise ValueError(f"a cassette is of one controller; {controller} cannot be another")
        if not self._replays:
            juju = super()._make(name, None, cloud, series)
        elif self._holds("CreateModel", name):
            juju = self._virtual(super()._make(name, None, cloud, series))
        else:
            juju = self._virtual(self._current())
        return juju

    @property
    def _replays(self) -> bool:
        from fakejuju.replaying import Replay

        return isinstance(self._served, Replay)

    def _holds(self, method: str, text: str = "") -> bool:
        """Whether a call is in the cassette that is replayed."""
        from fakejuju.cassette.model import Exchange

        cassette = getattr(self._served, "cassette", None)
        return cassette is not None and any(
            isinstance(event, Exchange) and event.method == method and f'"{text}"' in event.params
            for event in cassette.events
        )

    def _current(self) -> Juju:
        """The model that the cassette was recorded on."""
        from jujuclient.juju import Juju

        access = _access(self._served).on(self._served.model_uuid, self._served.current_model)
        return Juju.on(access)

    @staticmethod
    def _virtual(juju: Juju) -> Juju:
        from fakejuju.testing.virtual import NoTime

        juju.clock = NoTime()
        return juju

    def close(self) -> None:
        """Close the connections; destroy what was made, as far as that is recorded or to be recorded."""
        made = {name: juju.uuid for (_, name), juju in self._made.items()}
        JujuFactory.close(self)
        self._tracing.close()
        for name, uuid in made.items():
            recorded = self._holds("CreateModel", name) and self._holds("DestroyModels", f"model-{uuid}")
            if recorded if self._replays else not self._settings.keep_models:
                # Nothing is waited for: how often one looks would be another each time.
                self._controller(None).destroy_model(uuid, destroy_storage=True, force=True, wait=0)
        for one in self._controllers.values():
            one.close()


def _access(served: Served) -> Access:
    from jujuclient.access import Access

    access = Access.of(served.endpoint, cacert=served.ca, user=served.user, password=served.password)
    return access.named(served.name)
