"""The config of a model: what is set, on top of the defaults of its cloud, its series and Juju.

``model_config`` gives each key's value with its source, as ModelGet tells them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from msgspec.structs import replace

from fakejuju.certs import certificates
from fakejuju.domain.bases import series_of
from fakejuju.simulation import Simulation
from fakejuju.state.controller import Model, ModelDefault, SSHKey
from fakejuju.state.entity import Base

_LOCAL = "127.0.0.1,localhost,::1"
_ANYWHERE = "0.0.0.0/0,::/0"
_FIRST, _LAST = (1, 0), (99, 0)


class Option(NamedTuple):
    """A key that Juju knows: its default, and the series that have it.

    Attributes:
        default: None for one that has no default.
        first, last: of the series.
    """

    default: Any
    first: tuple[int, int] = _FIRST
    last: tuple[int, int] = _LAST


OPTIONS: dict[str, Option] = {
    "agent-metadata-url": Option("", (1, 20)),
    "agent-stream": Option("released", (1, 22)),
    "apt-ftp-proxy": Option(""),
    "apt-http-proxy": Option(""),
    "apt-https-proxy": Option(""),
    "apt-mirror": Option("", (1, 20)),
    "apt-no-proxy": Option("", (2, 2)),
    "automatically-retry-hooks": Option(True, (2, 0)),
    "backup-dir": Option("", (2, 6)),
    "charmhub-url": Option("https://api.charmhub.io", (2, 9)),
    "cloudinit-userdata": Option("", (2, 6)),
    "container-image-metadata-defaults-disabled": Option(False, (3, 6)),
    "container-image-metadata-url": Option("", (2, 6)),
    "container-image-stream": Option("released", (2, 6)),
    "container-inherit-properties": Option("", (2, 6)),
    "container-networking-method": Option("", (2, 2)),
    "default-base": Option("", (3, 3)),
    "default-series": Option("", (1, 0), (3, 3)),
    "default-space": Option("", (2, 8)),
    "development": Option(False),
    "disable-network-management": Option(False, (1, 22)),
    "disable-telemetry": Option(False, (2, 9)),
    "egress-subnets": Option("", (2, 6)),
    "enable-os-refresh-update": Option(True, (1, 22)),
    "enable-os-upgrade": Option(True, (1, 22)),
    "fan-config": Option("", (2, 6), (3, 6)),
    "firewall-mode": Option("instance"),
    "ftp-proxy": Option(""),
    "http-proxy": Option(""),
    "https-proxy": Option(""),
    "ignore-machine-addresses": Option(False, (1, 23), (3, 6)),
    "image-metadata-defaults-disabled": Option(False, (3, 6)),
    "image-metadata-url": Option(""),
    "image-stream": Option("released"),
    "juju-ftp-proxy": Option("", (2, 6)),
    "juju-http-proxy": Option("", (2, 6)),
    "juju-https-proxy": Option("", (2, 6)),
    "juju-no-proxy": Option(_LOCAL, (2, 6)),
    "logforward-enabled": Option(False, (2, 0), (3, 6)),
    "logging-config": Option(""),
    "logging-output": Option("", (2, 9), (3, 6)),
    "lxd-snap-channel": Option("5.0/stable", (2, 9)),
    "max-action-results-age": Option("336h", (2, 6)),
    "max-action-results-size": Option("5G", (2, 6)),
    "max-status-history-age": Option("336h", (2, 2), (3, 6)),
    "max-status-history-size": Option("5G", (2, 2), (3, 6)),
    "mode": Option("requires-prompts", (3, 1)),
    "net-bond-reconfigure-delay": Option(17, (2, 6)),
    "no-proxy": Option(_LOCAL),
    "num-container-provision-workers": Option(4, (2, 9)),
    "num-provision-workers": Option(16, (2, 9)),
    "provisioner-harvest-mode": Option("destroyed", (1, 20), (3, 6)),
    "proxy-ssh": Option(False, (1, 20)),
    "resource-tags": Option("", (2, 0)),
    "saas-ingress-allow": Option(_ANYWHERE, (3, 1)),
    "secret-backend": Option("auto", (3, 1), (3, 6)),
    "snap-http-proxy": Option("", (2, 6)),
    "snap-https-proxy": Option("", (2, 6)),
    "snap-store-assertions": Option("", (2, 6)),
    "snap-store-proxy": Option("", (2, 6)),
    "snap-store-proxy-url": Option("", (2, 8)),
    "ssh-allow": Option(_ANYWHERE, (3, 1)),
    "ssl-hostname-verification": Option(True),
    "test-mode": Option(False),
    "transmit-vendor-metrics": Option(True, (2, 0)),
    "update-status-hook-interval": Option("5m", (2, 6)),
}
"""Recorded for 2.9.52, 3.6.28 and 4.0.15; the first and last series of others are as far as known."""

PROVIDERS: dict[str, dict[str, Option]] = {
    "dummy": {
        "broken": Option(""),
        "controller": Option(False, (2, 0), (3, 6)),
        "secret": Option("pork"),
        "somebool": Option(False, (4, 0)),
    },
    "ec2": {"vpc-id": Option(""), "vpc-id-force": Option(False)},
    "lxd": {"project": Option("default", (2, 8))},
}
"""What the provider of a cloud adds."""


def options(sim: Simulation, provider: str) -> Mapping[str, Option]:
    """The keys that a model on such a cloud has, in this series, sorted."""
    return _options(sim.series.version, provider)


@lru_cache(maxsize=64)
def _options(series: tuple[int, int], provider: str) -> Mapping[str, Option]:
    known = {**OPTIONS, **PROVIDERS.get(provider, {})}
    if series < (2, 0):
        known["no-proxy"] = Option("")
    return {key: known[key] for key in sorted(known) if known[key].first <= series <= known[key].last}


@lru_cache(maxsize=64)
def _defaults(series: tuple[int, int], provider: str) -> Mapping[str, tuple[Any, str]]:
    return {key: (option.default, "default") for key, option in _options(series, provider).items()}


def model_config(sim: Simulation, model: Model) -> dict[str, tuple[Any, str]]:
    """Key to value and source (default, controller, region or model), sorted; without authorized keys."""
    found = dict(_defaults(sim.series.version, model.provider))
    if sim.charmhub_url and "charmhub-url" in found:
        # As for a controller that was bootstrapped with a Charmhub of its own.
        found["charmhub-url"] = (sim.charmhub_url, "controller")
    own = {key: value for key, value in model.config.items() if key != "authorized-keys"}
    set_ones = {**model.inherited, **own}
    found.update({**_own(sim, model), **{key: (value, "model") for key, value in set_ones.items()}})
    found.update({key: (value, source) for key, value, source in _defaulted(sim, model, set_ones)})
    if (3, 6) <= sim.series.version < (4, 0):
        # Recorded on 3.6.28: the series is worked out from the base, and is no option any more.
        found["default-series"] = _series_of(found["default-base"])
    return {key: found[key] for key in sorted(found)}


def _defaulted(sim: Simulation, model: Model, given: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    """Those of the values that are the default of somebody now: where a value is from is not kept."""
    known = options(sim, model.provider)
    of_cloud = _kept(sim, model.cloud, "")
    of_region = _kept(sim, model.cloud, model.region) if model.region else {}
    for key, value in given.items():
        juju = known[key].default if key in known else None
        sources = (("default", juju), ("controller", of_cloud.get(key)), ("region", of_region.get(key)))
        source = next((name for name, default in sources if default is not None and default == value), "")
        if source:
            yield key, value, source


def _kept(sim: Simulation, cloud: str, region: str) -> dict[str, Any]:
    kept = sim.state.find(ModelDefault, f"{cloud}/{region}")
    return kept.values if kept is not None else {}


def inherited(sim: Simulation, cloud: str, region: str) -> dict[str, Any]:
    """What a new model there has from its cloud and its region; it keeps that when the defaults change."""
    return {**_kept(sim, cloud, ""), **(_kept(sim, cloud, region) if region else {})}


def unset(sim: Simulation, model: Model, keys: Collection[str]) -> Model:
    """The model with the defaults of now in the place of what it had."""
    config = {key: value for key, value in model.config.items() if key not in keys}
    now = inherited(sim, model.cloud, model.region)
    kept = {key: value for key, value in model.inherited.items() if key not in keys}
    return replace(model, config=config, inherited={**kept, **{k: now[k] for k in keys if k in now}})


def values(sim: Simulation, model: Model) -> dict[str, Any]:
    """Key to value only, as the config is kept: without what is worked out, with authorized keys."""
    found = {key: value for key, (value, _) in model_config(sim, model).items()}
    keys = [key.line for key in sim.state.all(SSHKey, model.uuid)]
    if sim.series.version < (4, 0) and (keys or "authorized-keys" in model.config):
        found["authorized-keys"] = "\n".join(keys)
    if (3, 6) <= sim.series.version < (4, 0):
        found.pop("default-series", None)
    return dict(sorted(found.items()))


def _own(sim: Simulation, model: Model) -> dict[str, tuple[Any, str]]:
    """What each model has without anybody having set it."""
    identity = "controller" if sim.series.version >= (4, 0) else "model"
    found: dict[str, tuple[Any, str]] = {
        "name": (model.name, identity),
        "type": (model.provider, identity),
        "uuid": (model.uuid, identity),
        "agent-version": (model.version, "model"),
        "logging-config": ("<root>=INFO", "model"),
        "resource-tags": ({}, "model"),
    }
    if sim.series.version >= (4, 0):
        found["agent-stream"] = ("released", "model")
    elif sim.series.version >= (2, 2):
        found["container-networking-method"] = ("" if model.is_controller else "local", "model")
    if model.is_controller and "controller" in options(sim, model.provider):
        # Recorded on 2.9.52 and 3.6.28: the dummy provider notes there that it made a controller.
        found["controller"] = (True, "model")
    if sim.series.version < (2, 0):
        found.pop("resource-tags")
        found.update({key: (value, "model") for key, value in _JUJU1.items()})
        found["ca-cert"] = (certificates().ca, "model")
    return found


_JUJU1: dict[str, Any] = {"api-port": 17070, "state-port": 37017, "syslog-port": 6514}
"""The controller's own, which each environment of Juju 1 has in its config."""


def _series_of(base: tuple[Any, str]) -> tuple[Any, str]:
    value, source = base
    name, _, channel = str(value).partition("@")
    return (series_of(Base(name, channel)) if channel else ""), source


# --- defaults for new models -------------------------------------------------------------------


class Defaults(NamedTuple):
    """The default of a key: Juju's, the one set for the cloud, and those of its regions."""

    default: Any
    controller: Any
    regions: dict[str, Any]


NOTHING: Any = object()
"""No such value; None is one."""


def defaults(sim: Simulation, cloud: str, provider: str) -> dict[str, Defaults]:
    """The defaults for new models of a cloud, sorted."""
    found = {
        key: Defaults(option.default, NOTHING, {})
        for key, option in options(sim, provider).items()
        # Recorded on 4.0.15: the stream belongs to the model, and has no default.
        if not (key == "agent-stream" and sim.series.version >= (4, 0))
    }
    for kept in sim.state.all(ModelDefault):
        if kept.cloud != cloud:
            continue
        for key, value in kept.values.items():
            before = found.get(key, Defaults(NOTHING, NOTHING, {}))
            if kept.region:
                found[key] = before._replace(regions={**before.regions, kept.region: value})
            else:
                found[key] = before._replace(controller=value)
    return dict(sorted(found.items()))


def set_defaults(sim: Simulation, cloud: str, region: str, given: Mapping[str, Any]) -> None:
    """Set defaults for a cloud or a region; inside a transaction."""
    before = _kept(sim, cloud, region)
    sim.state.put(ModelDefault(cloud=cloud, region=region, values={**before, **given}))


def unset_defaults(sim: Simulation, cloud: str, region: str, keys: list[str]) -> None:
    """Take defaults away; those that are not set are no matter. Inside a transaction."""
    kept = sim.state.find(ModelDefault, f"{cloud}/{region}")
    if kept is not None:
        left = {key: value for key, value in kept.values.items() if key not in keys}
        sim.state.put(ModelDefault(cloud=cloud, region=region, values=left))
