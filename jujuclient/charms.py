"""Local charms: pack a directory, upload an archive as each series takes it, download one.

A charm directory is packed with its symlinks and modes. A symlink that leads out of it is refused,
and so is what is neither a file, a directory nor a symlink.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import stat
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from jujuclient.access import Access
from jujuclient.errors import JujuError, MethodNotAllowed, NotFound, NotSupported
from jujuclient.wire.tags import CharmURL

if TYPE_CHECKING:
    from jujuclient.http import Response

SKIPPED = frozenset({".git", ".svn", ".hg", ".bzr", ".tox", ".venv", "venv", "build", "__pycache__"})
"""Names at the top of a charm directory that are not part of the charm."""

_DATE = (1980, 1, 1, 0, 0, 0)


class CharmError(JujuError):
    """A charm cannot be packed or read; the message names the file and what is wrong."""


def pack(folder: str | os.PathLike[str]) -> bytes:
    """The archive of a charm directory; the same directory gives the same bytes.

    Raises:
        CharmError: it is no charm, or holds what cannot be packed.
    """
    root = Path(folder)
    if not root.is_dir():
        raise CharmError(f"{root} is no directory")
    if not (root / "metadata.yaml").exists() and not (root / "charmcraft.yaml").exists():
        raise CharmError(f"{root} is no charm: it has neither metadata.yaml nor charmcraft.yaml")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(_walk(root), key=lambda path: path.relative_to(root).as_posix()):
            _add(archive, root, path)
    return buffer.getvalue()


def _walk(root: Path) -> list[Path]:
    found: list[Path] = []
    for folder, names, files in os.walk(root):
        here = Path(folder)
        if here == root:
            names[:] = [name for name in names if name not in SKIPPED]
        # A symlink to a directory is a symlink, and is not walked into.
        linked = [name for name in names if (here / name).is_symlink()]
        names[:] = sorted(name for name in names if name not in linked)
        found += [here / name for name in (*names, *linked, *files)]
    return found


def _add(archive: zipfile.ZipFile, root: Path, path: Path) -> None:
    name = path.relative_to(root).as_posix()
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        target = os.readlink(path)
        leads = (path.parent / target).resolve()
        if os.path.isabs(target) or root.resolve() not in (leads, *leads.parents):
            raise CharmError(f"{path}: a symlink that leads out of the charm, to {target}")
        _write(archive, name, stat.S_IFLNK | 0o777, target.encode())
    elif stat.S_ISDIR(mode):
        _write(archive, name + "/", stat.S_IFDIR | 0o755, b"")
    elif stat.S_ISREG(mode):
        executable = bool(mode & 0o100)
        _write(archive, name, stat.S_IFREG | (0o755 if executable else 0o644), path.read_bytes())
    else:
        raise CharmError(f"{path}: neither a file, a directory nor a symlink")


def _write(archive: zipfile.ZipFile, name: str, mode: int, data: bytes) -> None:
    info = zipfile.ZipInfo(name, _DATE)
    info.external_attr = mode << 16
    info.create_system = 3
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, data)


def read(charm: str | os.PathLike[str]) -> bytes:
    """The archive of a charm: a ``.charm`` file's bytes, or a directory packed.

    Raises:
        CharmError: it is not there, or is no charm.
    """
    path = Path(charm)
    if path.is_dir():
        return pack(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CharmError(f"the charm {path} cannot be read: {error.strerror}") from None
    metadata(data, str(path))
    return data


def metadata(archive: bytes, what: str = "the charm") -> dict[str, Any]:
    """The metadata of an archive: metadata.yaml, or charmcraft.yaml where that holds it.

    Raises:
        CharmError: it is no archive of a charm.
    """
    import yaml

    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            for name in ("metadata.yaml", "charmcraft.yaml"):
                if name in opened.namelist():
                    found = yaml.safe_load(opened.read(name))
                    if isinstance(found, dict) and found.get("name"):
                        return found
    except (zipfile.BadZipFile, yaml.YAMLError) as error:
        raise CharmError(f"{what} is no charm: {error}") from None
    raise CharmError(f"{what} is no charm: it has no metadata.yaml that names it")


def revision(archive: bytes) -> int:
    """The number in an archive's file ``revision``, which a local charm asks for; 0 for none."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        if "revision" not in opened.namelist():
            return 0
        text = opened.read("revision").decode(errors="replace").strip()
    return int(text) if text.isdecimal() else 0


def manifest(archive: bytes) -> dict[str, Any]:
    """The manifest.yaml of an archive, {} for none."""
    import yaml

    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        if "manifest.yaml" not in opened.namelist():
            return {}
        found = yaml.safe_load(opened.read("manifest.yaml"))
        return found if isinstance(found, dict) else {}


def upload(access: Access, archive: bytes, *, series: str = "", juju: tuple[int, int] = (3, 6)) -> str:
    """Upload an archive to the model of the access; the URL that the controller gave the charm.

    From 3.3 on by PUT under its hash; where that is not known, and before, by POST with a series.

    Raises:
        CharmError: it is no archive of a charm.
        APIError: the controller refuses it.
    """
    name = str(metadata(archive)["name"])
    if juju >= (3, 3):
        try:
            return _put(access, archive, name)
        except (NotFound, MethodNotAllowed):
            if juju >= (4, 0):
                raise
    query = {"series": series}
    if juju >= (3, 0):
        query |= {"revision": str(revision(archive)), "schema": "local"}
    path = f"{_place(access, juju)}?{urlencode(query)}"
    found = _request(access, "POST", path, body=archive, headers={"Content-Type": "application/zip"}).json()
    return str(found.get("charm-url") or found.get("CharmURL") or "")


def _put(access: Access, archive: bytes, name: str) -> str:
    short = hashlib.sha256(archive).hexdigest()[:7]
    path = f"/model-{access.model_uuid}/charms/{quote(name)}-{short}"
    headers = {"Content-Type": "application/zip", "Juju-Curl": f"local:{name}-{revision(archive)}"}
    response = _request(access, "PUT", path, body=archive, headers=headers)
    return response.headers.get("juju-curl") or str(response.json().get("charm-url") or "")


def download(access: Access, url: str, *, sha256: str = "", juju: tuple[int, int] = (3, 6)) -> bytes:
    """The archive of a charm of the model, by its URL; from 4.0 on by its name and hash.

    Args:
        sha256: of the archive, in hex.

    Raises:
        NotSupported: a controller of 4.0 or later, and no hash.
        NotFound: the model has no such charm.
    """
    if juju >= (4, 0):
        if not sha256:
            raise NotSupported(f"Juju 4 gives a charm by its hash; {url} has none here, give its sha256")
        name = CharmURL.parse(url).name
        place = f"/model-{access.model_uuid}/charms/{quote(name)}-{sha256[:7]}"
        return _request(access, "GET", place).body
    path = f"{_place(access, juju)}?{urlencode({'url': url, 'file': '*'})}"
    return _request(access, "GET", path).body


def _place(access: Access, juju: tuple[int, int]) -> str:
    """Where charms are; environments have places of their own from 1.20 on."""
    if not access.model_uuid or juju < (1, 20):
        return "/charms"
    return f"/{'model' if juju >= (2, 0) else 'environment'}/{access.model_uuid}/charms"


def upload_resource(
    access: Access, application: str, name: str, data: bytes, *, filename: str, pending: str = ""
) -> Any:
    """Upload a resource of an application; the resource as the controller has it now."""
    query = f"?pendingid={quote(pending)}" if pending else ""
    path = f"/model/{access.model_uuid}/applications/{quote(application)}/resources/{quote(name)}{query}"
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Sha384": hashlib.sha384(data).hexdigest(),
        "Content-Disposition": f'form-data; filename="{_quoted(filename)}"',
    }
    return _request(access, "PUT", path, body=data, headers=headers).json()


def _request(access: Access, method: str, path: str, **given: Any) -> Response:
    """A request over HTTPS; who moves no files need not import what makes them."""
    from jujuclient.http import request

    return request(access, method, path, **given)


def _quoted(filename: str) -> str:
    if filename.isascii():
        return filename.replace('"', '\\"')
    return f"=?UTF-8?b?{base64.b64encode(filename.encode()).decode()}?="
