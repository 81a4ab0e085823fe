"""Charms in a model: uploaded, fetched from a store, looked up, collected when nobody uses them."""

from __future__ import annotations

import hashlib
import re
from typing import Any, NamedTuple

from msgspec.structs import replace

from fakejuju.domain.charm_archive import CharmFiles, NotACharm, read_charm, with_revision
from fakejuju.refused import Refused, not_found
from fakejuju.simulation import Simulation
from fakejuju.state.application import Application, Charm

__all__ = [
    "CharmFiles", "CharmUrl", "NotACharm", "add_charm", "add_local_charm", "archive_of", "charm_of",
    "collect_charm", "find_charm", "need_charm", "next_local_revision", "parse_url", "read_charm",
    "remove_unused", "shown_url",
]  # fmt: skip

_ARCHITECTURES = frozenset({"amd64", "arm64", "ppc64el", "s390x", "riscv64", "i386", "armhf"})
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]*[a-z][a-z0-9]*)*")


class CharmUrl(NamedTuple):
    """A charm URL taken apart: ``ch:amd64/jammy/mysql-12``; a revision of -1 is none."""

    schema: str
    name: str
    revision: int = -1
    architecture: str = ""
    series: str = ""
    user: str = ""

    def __str__(self) -> str:
        parts = [
            part for part in (f"~{self.user}" if self.user else "", self.architecture, self.series) if part
        ]
        name = f"{self.name}-{self.revision}" if self.revision >= 0 else self.name
        return f"{self.schema}:" + "/".join([*parts, name])


def parse_url(text: str) -> CharmUrl:
    """Take a charm URL apart.

    Raises:
        Refused: in Juju's words, for text that is none.
    """
    schema, colon, rest = text.partition(":")
    if not colon:
        schema, rest = "ch", text
    if schema not in ("ch", "cs", "local"):
        raise Refused(f'cannot parse URL "{text}": schema "{schema}" not valid', "not valid")
    parts = rest.split("/")
    user = parts.pop(0)[1:] if schema == "cs" and parts[0].startswith("~") else ""
    name, revision = parts[-1], -1
    match = re.fullmatch(r"(.*)-(\d+)", name)
    if match is not None:
        name, revision = match[1], int(match[2])
    if not _NAME.fullmatch(name):
        words = f'cannot parse name and/or revision in URL "{text}": name "{name}" not valid'
        raise Refused(words, "not valid")
    architecture = series = ""
    for part in parts[:-1]:
        if part in _ARCHITECTURES and not architecture:
            architecture = part
        else:
            series = part
    return CharmUrl(schema, name, revision, architecture, series, user)


def shown_url(sim: Simulation, charm: Charm) -> str:
    """The URL of a charm as CharmInfo and others say it: 4.x puts the architecture into a local one."""
    if sim.series.version < (4, 0):
        return charm.url
    url = parse_url(charm.url)
    return str(url._replace(architecture=url.architecture or architecture_of(charm)))


def architecture_of(charm: Charm) -> str:
    """The first architecture that its manifest names; amd64 where it names none."""
    for base in charm.manifest.get("bases") or ():
        for architecture in base.get("architectures") or ():
            return str(architecture)
    return str(charm.origin.get("architecture") or "amd64")


# --- finding ---------------------------------------------------------------------------------


def charm_of(sim: Simulation, application: Application) -> Charm:
    """The charm of an application."""
    found = sim.state.find(Charm, application.charm, application.model)
    return found if found is not None else not_found("charm", application.charm)


def find_charm(sim: Simulation, model_uuid: str, url: str) -> Charm | None:
    """The charm of a URL, in any spelling of it, that the model holds; placeholders are none."""
    found = sim.state.find(Charm, url, model_uuid)
    if found is None:
        wanted = parse_url(url)
        found = next((charm for charm in sim.state.all(Charm, model_uuid) if _is(charm, wanted)), None)
    return found if found is not None and not found.placeholder else None


def _is(charm: Charm, wanted: CharmUrl) -> bool:
    url = parse_url(charm.url)
    return (
        (url.schema, url.name, url.revision) == (wanted.schema, wanted.name, wanted.revision)
        and wanted.series in ("", url.series)
        and (not url.architecture or wanted.architecture in ("", url.architecture))
    )


def need_charm(sim: Simulation, model_uuid: str, url: str) -> Charm:
    """The charm of a URL, or Juju's ``charm "url" not found``."""
    found = find_charm(sim, model_uuid, url)
    return found if found is not None else not_found("charm", url)


# --- adding ----------------------------------------------------------------------------------


def next_local_revision(sim: Simulation, model_uuid: str, url: str, wanted: int) -> int:
    """The revision that a local charm gets: the wanted one, or the next that was never used.

    Args:
        url: without a revision, as the sequence is named after it: ``local:jammy/myapp``.
    """
    name = f"charmrev-{url}"
    known = sim.state.sequences(model_uuid).get(name, 0)
    if known < wanted:
        sim.state.reset_sequence(name, model_uuid)
    return sim.state.number(name, model_uuid, first=wanted)


def add_local_charm(
    sim: Simulation,
    model_uuid: str,
    archive: bytes,
    *,
    series: str = "",
    revision: int | None = None,
    name: str = "",
) -> Charm:
    """Keep an uploaded charm.

    Args:
        series: of the URL, as clients up to 3.6 give it; 4.x has none in its URLs.
        revision: the one asked for, None for the archive's own; one that is taken becomes the next.
        name: where it is to differ from the metadata's.

    Raises:
        NotACharm: for an archive that is none.
    """
    files = read_charm(archive)
    url = CharmUrl("local", name or files.name, series=series)
    number = next_local_revision(sim, model_uuid, str(url), files.revision if revision is None else revision)
    if sim.series.version < (4, 0):
        archive = with_revision(archive, number)
    url = url._replace(revision=number)
    return add_charm(sim, model_uuid, str(url), files, archive=archive, placeholder_first=True)


def add_charm(
    sim: Simulation,
    model_uuid: str,
    url: str,
    files: CharmFiles,
    *,
    archive: bytes = b"",
    origin: dict[str, Any] | None = None,
    placeholder_first: bool = False,
) -> Charm:
    """Keep a charm under a URL.

    Watchers see a charm of 3.x twice, by name first; recorded from 3.6 on, not on 2.9.
    """
    parsed = parse_url(url)
    named = Charm(model=model_uuid, url=url, name=parsed.name, revision=parsed.revision, placeholder=True)
    digest = hashlib.sha256(archive).hexdigest() if archive else ""
    if digest:
        sim.blobs[digest] = archive
    if placeholder_first and sim.series.version >= (3, 0):
        with sim.state.transaction() as state:
            state.put(replace(named, metadata=files.metadata))
    with sim.state.transaction() as state:
        return state.put(
            replace(
                named,
                placeholder=False,
                metadata=files.metadata,
                config=files.config,
                actions=files.actions,
                manifest=files.manifest,
                lxd_profile=files.lxd_profile,
                version=files.version,
                sha256=digest,
                origin=origin or {},
            )
        )


def archive_of(sim: Simulation, charm: Charm) -> bytes | None:
    """The archive of a charm; one that came as a description only gets one made of it."""
    if charm.sha256:
        return sim.blobs.get(charm.sha256)
    return None


# --- collecting ------------------------------------------------------------------------------


def collect_charm(sim: Simulation, model_uuid: str, url: str) -> None:
    """Take away a local charm that no application uses any more: dying first, then gone.

    Recorded on 2.9 and 3.6; what came from a repository stays.
    """
    charm = sim.state.find(Charm, url, model_uuid)
    if charm is None or not url.startswith("local:") or _used(sim, model_uuid, url):
        return
    with sim.state.transaction() as state:
        state.put(replace(charm, life="dying"))
    sim.soon(lambda: remove_unused(sim, model_uuid, url))


def remove_unused(sim: Simulation, model_uuid: str, url: str) -> None:
    """The cleanup of a dying charm."""
    charm = sim.state.find(Charm, url, model_uuid)
    if charm is not None and charm.life != "alive" and not _used(sim, model_uuid, url):
        with sim.state.transaction() as state:
            state.remove(charm)


def _used(sim: Simulation, model_uuid: str, url: str) -> bool:
    return any(application.charm == url for application in sim.state.all(Application, model_uuid))
