"""A recording, as people hold it: a proxy that looks like the controller, and a cassette that grows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from fakejuju.cassette.files import load
from fakejuju.cassette.record import Recorder
from fakejuju.certs import is_of_a_fake
from fakejuju.errors import CassetteError, FakeJujuError
from fakejuju.proxy import Proxy, Upstream
from fakejuju.recorded import Recorded
from fakejuju.replaying import Replay
from fakejuju.served import Served
from fakejuju.world import ModelFacts, World
from jujuclient.store import ClientStore, Target
from jujuclient.tls import client_context

Mode = Literal["none", "once", "new", "all"]
"""What may be recorded: nothing; a cassette that is not there yet; calls that are not in it yet; all anew."""

MODES: tuple[Mode, ...] = ("none", "once", "new", "all")


class Recording(Recorded):
    """A proxy in front of a real controller; the cassette has its name when the block ends well.

    Args:
        cassette: what to write.
        upstream: the controller.
        world: what is known of the controller.
        password: for the client store that points here; the proxy itself logs in nowhere.
    """

    def __init__(
        self,
        cassette: Path,
        upstream: Upstream,
        world: World,
        *,
        password: str = "",
        port: int = 0,
        title: str = "",
    ) -> None:
        tls = client_context(upstream.cacert or None)  # first, because a file that is begun has to be ended
        recorder = Recorder(cassette, source=source_of(upstream), title=title)
        recorder.redactor.learn(password)
        proxy = Proxy(upstream, recorder, tls)
        super().__init__(proxy, world, proxy, proxy.close, password=password, port=port)


def source_of(upstream: Upstream) -> str:
    """What the header says of where a conversation comes from: a fake is told by its CA."""
    return "fakejuju, simulated or replayed" if is_of_a_fake(upstream.cacert) else "real controller"


def target_of(controller: str, store: ClientStore | None = None) -> tuple[Upstream, World, str]:
    """Controller, world and password of a controller in the client store ("" for the current one).

    Raises:
        StoreError: the files lack what is needed.
    """
    store = store or ClientStore()
    target = store.resolve(controller=controller or None)
    return _known(store, target)


def _known(store: ClientStore, target: Target) -> tuple[Upstream, World, str]:
    details = target.controller
    found = [store.model(details.name, name) for name in store.models(details.name)]
    models = {}
    for one in found:
        owner, _, name = one.name.partition("/")
        models[one.uuid] = ModelFacts(one.uuid, name, owner, one.type)
    world = World(
        details.agent_version,
        details.uuid,
        target.account.user,
        models,
        target.model.uuid if target.model else "",
    )
    return Upstream(tuple(details.addresses), details.ca_cert), world, target.account.password


def endpoint_of(endpoint: str, cacert: str, *, user: str = "admin") -> tuple[Upstream, World, str]:
    """Controller, world and no password for a bare address.

    Raises:
        FakeJujuError: the address is not ``host:port``.
    """
    if not re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[^:/\s]+):\d+", endpoint):
        raise FakeJujuError(f"{endpoint!r} is not an address; write host:port")
    return Upstream((endpoint,), cacert), World("", user=user), ""


def record(
    cassette: Path,
    upstream: Upstream,
    world: World,
    *,
    password: str = "",
    mode: Mode = "once",
    port: int = 0,
    title: str = "",
) -> Served:
    """What serves a recording in a mode: a replay, or a proxy that writes.

    Raises:
        CassetteError: the mode is ``none`` and there is no cassette; or it cannot be used.
    """
    there = cassette.exists()
    if mode == "none" and not there:
        raise CassetteError(
            "there is no such cassette, and mode none records nothing",
            path=cassette,
            hint="record it with --mode once",
        )
    if mode == "none" or (mode == "once" and there):
        return Replay(load(cassette), port=port)
    if mode == "new" and there:
        from fakejuju.extending import Extending

        return Extending(cassette, load(cassette), upstream, password=password, port=port)
    return Recording(cassette, upstream, world, password=password, port=port, title=title)
