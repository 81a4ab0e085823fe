"""Charm archives: what their files say, and archives made from files."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import msgspec
import yaml

from fakejuju.domain import yamls

_YAML = (
    "metadata.yaml",
    "charmcraft.yaml",
    "config.yaml",
    "actions.yaml",
    "manifest.yaml",
    "lxd-profile.yaml",
)
_LARGEST = 64 * 1024 * 1024
"""The most that one file inside an archive may unpack to."""


class NotACharm(Exception):
    """An archive that is no charm, in the words of Go's readers."""


class CharmFiles(msgspec.Struct, frozen=True, kw_only=True):
    """What the files of a charm say; empty where it has none.

    Attributes:
        revision: of its revision file, 0 without one.
        version: of its version file.
    """

    metadata: dict[str, Any] = msgspec.field(default_factory=dict)
    config: dict[str, Any] = msgspec.field(default_factory=dict)
    actions: dict[str, Any] = msgspec.field(default_factory=dict)
    manifest: dict[str, Any] = msgspec.field(default_factory=dict)
    lxd_profile: dict[str, Any] = msgspec.field(default_factory=dict)
    revision: int = 0
    version: str = ""

    @property
    def name(self) -> str:
        """The name in its metadata."""
        return str(self.metadata.get("name") or "")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the C parser where it is built
    """Dates stay the text that they are."""


_Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node))


def read_yaml(text: str | bytes) -> Any:
    """One YAML document, as plain values with text for keys.

    Raises:
        yaml.YAMLError: it is none.
    """
    return _named(yamls.load(text, _Loader))


def read_yamls(text: str) -> list[Any]:
    """Every YAML document of a text, as ``read_yaml`` reads one.

    Raises:
        yaml.YAMLError: one of them is none.
    """
    return [_named(document) for document in yamls.load_all(text, _Loader)]


def _named(value: Any) -> Any:
    """The value with text for keys."""
    if isinstance(value, dict):
        return {str(key): _named(item) for key, item in value.items()}
    return [_named(item) for item in value] if isinstance(value, list) else value


def open_archive(archive: bytes) -> zipfile.ZipFile:
    """A zip file, or NotACharm in Go's words."""
    try:
        return zipfile.ZipFile(io.BytesIO(archive))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise NotACharm("zip: not a valid zip file") from None


def entry(archive: bytes, name: str) -> bytes | None:
    """One file of an archive, None when it has none of that name."""
    with open_archive(archive) as opened:
        try:
            info = opened.getinfo(name)
        except KeyError:
            return None
        if info.is_dir():
            return None
        if info.file_size > _LARGEST:
            raise NotACharm(f"{name} is too large")
        try:
            return opened.read(info)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error):
            raise NotACharm("zip: not a valid zip file") from None


def names(archive: bytes) -> list[str]:
    """The names of the files in an archive, sorted; directories are none."""
    with open_archive(archive) as opened:
        return sorted(info.filename for info in opened.infolist() if not info.is_dir())


def read_charm(archive: bytes) -> CharmFiles:
    """What a charm archive says.

    Raises:
        NotACharm: with the words that a controller would use, without what it puts before them.
    """
    found = {name: entry(archive, name) for name in (*_YAML, "revision", "version")}
    documents: dict[str, dict[str, Any]] = {}
    for name in _YAML:
        documents[name] = _document(name, found[name])
    return files_of(
        documents,
        (found["revision"] or b"").decode(errors="replace"),
        (found["version"] or b"").decode(errors="replace"),
    )


def _document(name: str, data: bytes | None) -> dict[str, Any]:
    if data is None:
        return {}
    try:
        read = read_yaml(data)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}: " if mark is not None else ""
        raise NotACharm(f"{name.partition('.')[0]}: yaml: {line}{getattr(error, 'problem', error)}") from None
    if read is None:
        return {}
    if not isinstance(read, dict):
        raise NotACharm(
            f"{name.partition('.')[0]}: yaml: unmarshal errors:\n  line 1: cannot unmarshal into a map"
        )
    return read


def files_of(documents: Mapping[str, dict[str, Any]], revision: str = "", version: str = "") -> CharmFiles:
    """The files of a charm, from its documents by file name; charmcraft.yaml stands in for what is missing.

    Raises:
        NotACharm: it has no metadata, or no name in it.
    """
    craft = documents.get("charmcraft.yaml") or {}
    metadata = documents.get("metadata.yaml") or {}
    if not metadata and "name" in craft:
        metadata = {
            key: value
            for key, value in craft.items()
            if key not in ("parts", "base", "bases", "build-base", "platforms", "config", "actions", "type")
        }
        metadata["tags"] = metadata.get("tags") or []
    if not metadata:
        raise NotACharm('archive file "metadata.yaml" not found')
    if not isinstance(metadata.get("name"), str) or not re.fullmatch(
        r"[a-z][a-z0-9]*(-[a-z0-9]*[a-z][a-z0-9]*)*", metadata["name"]
    ):
        raise NotACharm("metadata: name: expected string, got nothing" if "name" not in metadata else
                        f'invalid charm name "{metadata["name"]}"')  # fmt: skip
    number = revision.strip()
    return CharmFiles(
        metadata=metadata,
        config=documents.get("config.yaml") or craft.get("config") or {},
        actions=documents.get("actions.yaml") or craft.get("actions") or {},
        manifest=documents.get("manifest.yaml") or _bases(craft),
        lxd_profile=documents.get("lxd-profile.yaml") or {},
        revision=int(number) if number.isdigit() else 0,
        version=version.strip().split("\n")[0],
    )


def _bases(craft: dict[str, Any]) -> dict[str, Any]:
    """The manifest that charmcraft would have made."""
    found: list[dict[str, Any]] = []
    for told in craft.get("bases") or ():
        runs = told.get("run-on") or [told] if isinstance(told, dict) else []
        found += [
            {
                "name": run["name"],
                "channel": str(run["channel"]),
                "architectures": run.get("architectures") or ["amd64"],
            }
            for run in runs
            if isinstance(run, dict) and "name" in run and "channel" in run
        ]
    base = craft.get("base")
    if not found and isinstance(base, str) and "@" in base:
        name, _, channel = base.partition("@")
        found.append({"name": name, "channel": channel, "architectures": ["amd64"]})
    return {"bases": found} if found else {}


def with_revision(archive: bytes, revision: int) -> bytes:
    """The archive with this number in its revision file, as controllers up to 3.6 keep it."""
    if (entry(archive, "revision") or b"").strip() == str(revision).encode():
        return archive
    made = io.BytesIO()
    with open_archive(archive) as opened, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as kept:
        for info in opened.infolist():
            if info.filename != "revision":
                kept.writestr(info, opened.read(info))
        kept.writestr(_file("revision"), str(revision))
    return made.getvalue()


def make_archive(files: Mapping[str, str | bytes]) -> bytes:
    """A charm archive of these files: the same bytes for the same files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(
                _file(name, executable=name == "dispatch" or name.startswith("hooks/")), files[name]
            )
    return made.getvalue()


def _file(name: str, *, executable: bool = False) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = (0o100755 if executable else 0o100644) << 16
    return info
