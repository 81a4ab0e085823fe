"""A charm store: the charms that a fake controller can deploy by name.

``CharmStore()`` has the built-in ones; ``CharmStore(Path("charms"))`` also those of a folder:
``*.charm`` files and charm directories, where ``mysql_r12.charm`` is revision 12; or one such file or
directory. What is there stands for a built-in charm of the same name. Nothing is read before it is
asked for.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable
from functools import cached_property
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import yaml

from fakejuju.domain.bases import full, track as track_of
from fakejuju.domain.charm_archive import CharmFiles, NotACharm, make_archive, read_charm, read_yaml
from fakejuju.errors import FakeJujuError
from fakejuju.refused import Refused
from fakejuju.state.entity import Base
from jujuclient.wire.tags import RISKS

__all__ = ["CharmStore", "Found", "StoreCharm"]

_SKIPPED = (".git", ".tox", ".venv", "venv", "__pycache__", "build", "node_modules")


class StoreCharm(msgspec.Struct, frozen=True, kw_only=True):
    """One revision of a charm in the store.

    Attributes:
        tracks: those it is released in, the default one first; each in all four risks.
        bases: what it runs on, the best first.
        archive: the charm, as it is downloaded.
    """

    name: str
    revision: int
    files: CharmFiles
    archive: bytes
    tracks: list[str]
    bases: list[Base]
    architectures: list[str]

    @property
    def id(self) -> str:
        """The id that Charmhub would know it by: the same for every revision."""
        return hashlib.sha256(f"fakejuju charm {self.name}".encode()).hexdigest()[:32]

    @property
    def sha256(self) -> str:
        """Of the archive."""
        return hashlib.sha256(self.archive).hexdigest()

    @property
    def summary(self) -> str:
        """What its metadata says in a line."""
        return str(self.files.metadata.get("summary") or "")


class Found(NamedTuple):
    """What a name and channel stand for."""

    charm: StoreCharm
    track: str
    risk: str
    base: Base

    @property
    def channel(self) -> str:
        """``14/stable``."""
        return f"{self.track}/{self.risk}"


class CharmStore:
    """Charms by name.

    Args:
        folders: where more of them are: folders of charms, charm directories, ``.charm`` files.
        skip: told of each that is no charm, with the reason; without it that is an error.

    Raises:
        FakeJujuError: one of the folders is not there.
    """

    def __init__(self, *folders: Path | None, skip: Callable[[str], None] | None = None) -> None:
        self.folders = [folder for folder in folders if folder is not None]
        self._skip = skip
        for folder in self.folders:
            if not folder.is_dir() and not _is_charm(folder):
                raise FakeJujuError(f"{folder} is no folder of charms, and no charm")

    # --- looking up --------------------------------------------------------------------------

    @cached_property
    def charms(self) -> dict[str, list[StoreCharm]]:
        """Every charm by name, the newest revision first."""
        found = {name: [charm] for name, charm in _built_in().items()}
        own: dict[str, list[StoreCharm]] = {}
        for folder in self.folders:
            for charm in _in_folder(folder, self._skip):
                own.setdefault(charm.name, []).append(charm)
        for name, revisions in own.items():
            found[name] = sorted(revisions, key=lambda charm: -charm.revision)
        return dict(sorted(found.items()))

    def add(self, archive: bytes, *, revision: int | None = None) -> StoreCharm:
        """Publish a charm archive; it is found by its name from now on."""
        charm = _from_archive(archive, revision)
        others = [other for other in self.charms.get(charm.name, ()) if other.revision != charm.revision]
        self.charms[charm.name] = sorted([charm, *others], key=lambda one: -one.revision)
        return charm

    def by_id(self, id: str) -> StoreCharm | None:
        """The newest revision of the charm of an id."""
        return next((revisions[0] for revisions in self.charms.values() if revisions[0].id == id), None)

    def find(self, query: str = "") -> list[StoreCharm]:
        """The newest revision of every charm whose name or summary has these words."""
        words = query.lower()
        newest = [revisions[0] for revisions in self.charms.values()]
        return [charm for charm in newest if words in charm.name or words in charm.summary.lower()]

    def resolve(
        self, name: str, channel: str = "", revision: int | None = None, base: Base | None = None
    ) -> Found:
        """What a name stands for.

        Args:
            channel: ``14/stable``, ``edge``; "" is the default track's stable.
            revision: one of the charm's; None for the newest.
            base: what it is to run on; None for the charm's best.

        Raises:
            Refused: in Charmhub's words, for what is not there.
        """
        revisions = self.charms.get(name)
        if not revisions:
            raise Refused(f'No charm or bundle with name "{name}".', "not found")
        charm = next((one for one in revisions if revision is None or one.revision == revision), None)
        if charm is None:
            raise Refused("No revision was found in the Store.", "not found")
        track, risk = _channel(charm, channel)
        if track not in charm.tracks or risk not in RISKS:
            raise Refused(_no_release(charm, channel, base), "not found")
        wanted = base if base is not None and base.name and base.channel else None
        if wanted is None:
            return Found(charm, track, risk, charm.bases[0])
        for one in charm.bases:
            if (one.name, track_of(one)) == (wanted.name, track_of(wanted)):
                return Found(charm, track, risk, one)
        raise Refused(_no_release(charm, f"{track}/{risk}", base), "not found")


def _channel(charm: StoreCharm, text: str) -> tuple[str, str]:
    track, _, risk = text.partition("/")
    if not risk:
        return (charm.tracks[0], track) if track in RISKS else (track or charm.tracks[0], "stable")
    return track, risk.partition("/")[0]


def _no_release(charm: StoreCharm, channel: str, base: Base | None) -> str:
    where = f"amd64/{base.name}/{base.channel}" if base is not None and base.name else "amd64"
    known = ", ".join(f"{one.name}@{track_of(one)}" for one in charm.bases)
    lines = [f'  channel "{track}/stable": available bases are: {known}' for track in charm.tracks]
    return "\n".join([
        f'selecting releases: charm or bundle not found for channel "{channel}", base "{where}"',
        "available releases are:",
        *lines,
    ])  # fmt: skip


# --- where charms come from ----------------------------------------------------------------------


def _built_in() -> dict[str, StoreCharm]:
    text = package_files("fakejuju").joinpath("data/charms.yaml").read_text(encoding="utf-8")
    return {name: _described(name, told) for name, told in read_yaml(text).items()}


def _described(name: str, told: dict[str, Any]) -> StoreCharm:
    bases = [
        {"name": "ubuntu", "channel": base, "architectures": ["amd64", "arm64"]} for base in told["bases"]
    ]
    metadata: dict[str, Any] = {"name": name, "summary": told["summary"], "description": told["summary"]}
    for key in (
        "subordinate",
        "requires",
        "provides",
        "peers",
        "storage",
        "resources",
        "containers",
    ):
        if told.get(key):
            metadata[key] = told[key]
    if told.get("kubernetes"):
        metadata["assumes"] = ["k8s-api"]
    documents: dict[str, Any] = {"metadata.yaml": metadata, "manifest.yaml": {"bases": bases}}
    if told.get("config"):
        documents["config.yaml"] = {"options": told["config"]}
    if told.get("actions"):
        documents["actions.yaml"] = told["actions"]
    made: dict[str, str | bytes] = {
        file: yaml.safe_dump(document, sort_keys=False) for file, document in documents.items()
    }
    made["dispatch"] = "#!/bin/sh\n"
    made["revision"] = str(told["revision"])
    return _from_archive(make_archive(made), told["revision"], told.get("tracks"))


def _from_archive(archive: bytes, revision: int | None = None, tracks: list[str] | None = None) -> StoreCharm:
    files = read_charm(archive)
    told = files.manifest.get("bases") or [{"name": "ubuntu", "channel": "22.04", "architectures": ["amd64"]}]
    return StoreCharm(
        name=files.name,
        revision=files.revision if revision is None else revision,
        files=files,
        archive=archive,
        tracks=[str(track) for track in tracks or ["latest"]],
        bases=[full(one["name"], str(one["channel"])) for one in told],
        architectures=list(
            dict.fromkeys(arch for one in told for arch in one.get("architectures") or ["amd64"])
        ),
    )


def _is_charm(path: Path) -> bool:
    """Whether that is meant to be a charm: a packed one, or a directory with the files of one."""
    if path.suffix == ".charm" and path.is_file():
        return True
    return any((path / file).is_file() for file in ("metadata.yaml", "charmcraft.yaml"))


def _in_folder(folder: Path, skip: Callable[[str], None] | None) -> Iterable[StoreCharm]:
    paths = [folder] if _is_charm(folder) else [path for path in sorted(folder.iterdir()) if _is_charm(path)]
    if not paths and skip is not None:
        skip(f"{folder} holds no charm: no .charm file, no directory with metadata.yaml or charmcraft.yaml")
    for path in paths:
        try:
            yield _at(path)
        except FakeJujuError as wrong:
            if skip is None:
                raise
            skip(str(wrong))


def _at(path: Path) -> StoreCharm:
    packed = path.is_file()
    number = re.search(r"_r(\d+)$", path.stem if packed else path.name)
    try:
        archive = path.read_bytes() if packed else make_archive(files_in(path))
        return _from_archive(archive, int(number[1]) if number is not None else None)
    except NotACharm as wrong:
        raise FakeJujuError(f"{path} is no charm: {wrong}") from None
    except OSError as wrong:
        raise FakeJujuError(f"{wrong.filename or path} cannot be read: {wrong.strerror}") from None
    except (AttributeError, KeyError, TypeError, ValueError) as wrong:
        raise FakeJujuError(
            f"{path} is no charm: its files hold what Juju does not read: {type(wrong).__name__}: {wrong}"
        ) from None


def files_in(folder: Path) -> dict[str, str | bytes]:
    """The files of a charm directory; what only its author needs is left out, and not looked into."""
    found: dict[str, str | bytes] = {}
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED)
        for name in sorted(files):
            path = Path(place, name)
            if path.is_file() and path.suffix != ".charm":
                found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found
