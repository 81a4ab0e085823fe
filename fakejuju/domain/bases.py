"""Bases and the series names that Juju called them by before 3.0."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fakejuju.state.entity import Base

if TYPE_CHECKING:
    from fakejuju.simulation import Simulation
    from fakejuju.state.controller import Model

_UBUNTU = {
    "12.04": "precise", "13.10": "saucy", "14.04": "trusty", "14.10": "utopic", "15.04": "vivid",
    "15.10": "wily",
    "16.04": "xenial", "16.10": "yakkety", "17.04": "zesty", "17.10": "artful", "18.04": "bionic",
    "18.10": "cosmic",
    "19.04": "disco", "19.10": "eoan", "20.04": "focal", "20.10": "groovy", "21.04": "hirsute",
    "21.10": "impish",
    "22.04": "jammy", "22.10": "kinetic", "23.04": "lunar", "23.10": "mantic", "24.04": "noble",
    "24.10": "oracular",
    "25.04": "plucky", "25.10": "questing", "26.04": "resolute",
}  # fmt: skip
_VERSIONS = {series: version for version, series in _UBUNTU.items()}


def full(name: str, channel: str) -> Base:
    """A base as the state keeps it: ``22.04`` is ``22.04/stable``."""
    return Base(name, channel if "/" in channel else f"{channel}/stable")


def named(text: str) -> Base:
    """The base of ``ubuntu@22.04``."""
    name, _, channel = text.partition("@")
    return full(name, channel)


def track(base: Base) -> str:
    """``22.04`` of ``22.04/stable``."""
    return base.channel.partition("/")[0]


def series_of(base: Base) -> str:
    """The series of a base: ``jammy`` for ubuntu 22.04, ``centos7`` for centos 7."""
    version = track(base)
    if base.name == "ubuntu":
        return _UBUNTU.get(version, version)
    return f"{base.name}{version}"


def base_of(series: str) -> Base | None:
    """The base of a series, None for one that nobody knows."""
    if series in _VERSIONS:
        return Base("ubuntu", f"{_VERSIONS[series]}/stable")
    name = series.rstrip("0123456789")
    if name in ("centos", "genericlinux", "opensuse"):
        return Base(name, f"{series.removeprefix(name)}/stable")
    return None


def default_of(sim: Simulation, model: Model) -> Base:
    """The base that a model's config names, or else the series' own."""
    wanted, series = (str(model.config.get(key) or "") for key in ("default-base", "default-series"))
    if wanted:
        return named(wanted)
    return base_of(series) or sim.default_base()


def best_of(sim: Simulation, model: Model, supported: Sequence[Base]) -> Base:
    """The base of a charm that supports several: the model's, the series' own, or the charm's first."""
    for wanted in (default_of(sim, model), sim.default_base()):
        for one in supported:
            if (one.name, track(one)) == (wanted.name, track(wanted)):
                return one
    return supported[0]
