"""How a file of the client store is changed: under the juju command's own lock, and all at once.

A file is changed as a tree of YAML nodes, so that what is not understood stays as it was written:
keys of other versions, numbers, quotes. Comments go, as they do when the juju command writes.
Source: the client store facts; the lock is a file ``juju-store-lock-…`` in the folder for
temporary files, locked with flock (juju 2.9 to 4.0).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from jujuclient.errors import StoreError
from jujuclient.pacing import Pace

try:
    import fcntl
except ImportError:  # Windows has none; there, a change is still all or nothing
    fcntl = None  # type: ignore[assignment]

_LOCK_DELAY = 0.02

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_Representer: Any = yaml.representer.SafeRepresenter
_MAP = "tag:yaml.org,2002:map"
_NULL = "tag:yaml.org,2002:null"


Tree = yaml.Node | None
"""A file as a tree of nodes; None for an empty one."""


class NotAMapping(ValueError):
    """Something stands where a mapping is needed; the message names the key."""


# --- the tree ------------------------------------------------------------------------------------


def parse(text: str) -> Tree:
    """The tree of a file; None for an empty one.

    Raises:
        yaml.YAMLError: it is not YAML.
    """
    return yaml.compose(text, _Loader)


def text_of(tree: yaml.Node) -> str:
    """A tree as text; each scalar is written as it was read."""
    written: str = yaml.serialize(tree, Dumper=_Dumper, width=2**31 - 1, allow_unicode=True)
    return written


def value_at(tree: Tree, path: Sequence[str]) -> Tree:
    """What is under a path of keys, None where there is nothing."""
    for key in path:
        found = [value for name, value in _pairs(tree) if name.value == key]
        if not found:
            return None
        tree = found[-1]
    return tree


def keys_at(tree: Tree, path: Sequence[str]) -> list[str]:
    """The keys of the mapping under a path; [] where there is none."""
    return [name.value for name, _ in _pairs(value_at(tree, path))]


def with_value(tree: Tree, path: Sequence[str], value: Any) -> yaml.Node:
    """A copy of a tree with a value under a path; mappings on the way there are made.

    Nodes are copied along the path only, so what an anchor shares with other places stays there.

    Raises:
        NotAMapping: something else than a mapping is on the way.
    """
    if not path:
        made: yaml.Node = _Representer().represent_data(value)
        return made
    key, rest = path[0], path[1:]
    pairs = _pairs(tree, key)
    places = [place for place, (name, _) in enumerate(pairs) if name.value == key]
    if places:
        name, old = pairs[places[-1]]
        pairs[places[-1]] = (name, with_value(old, rest, value))
    else:
        pairs.append((with_value(None, (), key), with_value(None, rest, value)))
    return _mapping(tree, pairs)


def without(tree: Tree, path: Sequence[str]) -> Tree:
    """A copy of a tree without what is under a path; the tree itself where there is nothing."""
    if value_at(tree, path) is None:
        return tree
    key, rest = path[0], path[1:]
    pairs = [
        (name, value if name.value != key else without(value, rest))
        for name, value in _pairs(tree)
        if name.value != key or rest
    ]
    return _mapping(tree, pairs)


def _pairs(tree: Tree, key: str = "") -> list[tuple[Any, Any]]:
    """The keys and values of a mapping; none of a null, and of what is no mapping unless a key needs it."""
    if isinstance(tree, yaml.MappingNode):
        return list(tree.value)
    if key and tree is not None and tree.tag != _NULL:
        raise NotAMapping(f"where {key} is to be written a mapping is expected")
    return []


def _mapping(old: Tree, pairs: list[tuple[Any, Any]]) -> yaml.Node:
    """A mapping in the style of the one it replaces; an empty one that is filled is a block."""
    flow = bool(old.flow_style and old.value) if isinstance(old, yaml.MappingNode) else False
    return yaml.MappingNode(_MAP, pairs, flow_style=flow)


# --- what the store knows ------------------------------------------------------------------------


def with_model(tree: Tree, controller: str, name: str, uuid: str, type: str = "") -> Tree:
    """``models.yaml`` with a model; "" as the type leaves the one that is there."""
    place = ("controllers", controller, "models", name)
    tree = _with_text(tree, (*place, "uuid"), uuid)
    return _with_text(tree, (*place, "type"), type) if type else tree


def without_model(tree: Tree, controller: str, name: str) -> Tree:
    """``models.yaml`` without a model, which is neither current nor previous any more."""
    place = ("controllers", controller)
    tree = without(tree, (*place, "models", name))
    for key in ("current-model", "previous-model"):
        if _text_at(tree, (*place, key)) == name:
            tree = without(tree, (*place, key))
    return tree


def with_models(tree: Tree, controller: str, models: Mapping[str, tuple[str, str]]) -> Tree:
    """``models.yaml`` with these models of a controller alone: name to uuid and type."""
    for name in keys_at(tree, ("controllers", controller, "models")):
        if name not in models:
            tree = without_model(tree, controller, name)
    for name, (uuid, type) in models.items():
        tree = with_model(tree, controller, name, uuid, type)
    return tree


def with_current_model(tree: Tree, controller: str, name: str) -> Tree:
    """``models.yaml`` with a current model; the one before it is remembered, as juju does from 4.0 on."""
    place = ("controllers", controller)
    before = _text_at(tree, (*place, "current-model"))
    if before and before != name:
        tree = _with_text(tree, (*place, "previous-model"), before)
    return _with_text(tree, (*place, "current-model"), name)


def with_current_controller(tree: Tree, name: str) -> Tree:
    """``controllers.yaml`` with a current controller; the one before it is remembered likewise."""
    before = _text_at(tree, ("current-controller",))
    if before and before != name:
        tree = _with_text(tree, ("previous-controller",), before)
    place = ("has-controller-changed-on-previous-switch",)
    if before != name or value_at(tree, place) is not None:
        tree = with_value(tree, place, before != name)
    return _with_text(tree, ("current-controller",), name)


def _text_at(tree: Tree, path: Sequence[str]) -> str:
    found = value_at(tree, path)
    return found.value if isinstance(found, yaml.ScalarNode) else ""


def _with_text(tree: Tree, path: Sequence[str], text: str) -> Tree:
    """A tree with a text in it; the same tree where it is there already."""
    return tree if _text_at(tree, path) == text else with_value(tree, path, text)


# --- the file ------------------------------------------------------------------------------------


def write(path: Path, text: str) -> None:
    """Put a text in the place of a file, at once: a reader finds the old one or the new one.

    The file is for nobody else to read (0600). A link is followed.

    Raises:
        StoreError: it cannot be written; the old one is as it was.
    """
    real = Path(os.path.realpath(path))
    try:
        real.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(prefix=f".{real.name}.", dir=real.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, real)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error}") from error


def lock_path(folder: Path, environ: Mapping[str, str]) -> Path:
    """The lock that the juju command takes for a client store.

    Its name has the first eight digits of the SHA-256 of the path of ``controllers.yaml``, and
    each of those digits is written as the number of its letter.
    """
    digest = hashlib.sha256(os.path.normpath(folder / "controllers.yaml").encode()).hexdigest()
    name = f"juju-store-lock-{digest[:8].encode().hex()}"
    return Path(environ.get("TMPDIR") or "/tmp", name)


@contextlib.contextmanager
def locked(folder: Path, environ: Mapping[str, str], timeout: float) -> Iterator[None]:
    """Nobody else, the juju command included, changes the client store meanwhile.

    Raises:
        StoreError: the lock cannot be had in time.
    """
    if fcntl is None:
        yield
        return
    path = lock_path(folder, environ)
    try:
        handle = os.open(path, os.O_CREAT | os.O_RDONLY | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(f"the lock of the client store cannot be opened: {error}") from error
    try:
        _lock(handle, path, timeout)
        yield
    finally:
        os.close(handle)  # which gives the lock back


def _lock(handle: int, path: Path, timeout: float) -> None:
    pace = Pace(timeout, _LOCK_DELAY)
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if not pace.again():
                raise StoreError(
                    f"another program has held {path} for {timeout:g} s; the client store was not changed"
                ) from None
