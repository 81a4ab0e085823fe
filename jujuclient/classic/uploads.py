"""HTTPS beside the socket: charms up and down, backups down, with the controller's own CA."""

from __future__ import annotations

import hashlib
import http.client
import io
import json
import os
import ssl
from typing import Any, BinaryIO, ClassVar
from urllib.parse import urlencode, urlsplit

from jujuclient.classic.connector import pem_of
from jujuclient.classic.exc import EnvError
from jujuclient.classic.rpc import Response
from jujuclient.tls import SERVER_NAME, client_context

CHUNK = 1 << 16


class CharmArchiveGenerator:
    """Makes the archive of a charm's folder; links and modes stay as they are.

    Args:
        path: the folder.
    """

    def __init__(self, path: str) -> None:
        self.path = os.path.abspath(os.path.expanduser(path))

    def make_archive(self, path: str) -> None:
        """Write the archive.

        Raises:
            ValueError: a link that leads out of the folder, or a file that is none.
        """
        from jujuclient.charms import CharmError, pack

        try:
            data = pack(self.path)
        except CharmError as error:
            raise ValueError(str(error)) from error
        with open(path, "wb") as archive:
            archive.write(data)


class _Https(http.client.HTTPSConnection):
    """HTTPS to a server that has another name in its certificate than its address."""

    def __init__(self, place: str, context: ssl.SSLContext, name: str | None, timeout: float) -> None:
        super().__init__(place, context=context, timeout=timeout)
        self._wrapping = context
        self._name = name

    def connect(self) -> None:
        """Connect, and check the certificate for the controller's name."""
        http.client.HTTPConnection.connect(self)
        self.sock = self._wrapping.wrap_socket(self.sock, server_hostname=self._name or self.host)


class Uploads:
    """What an environment does over HTTPS; the controller's CA holds there too (defect 20)."""

    endpoint: str
    version: ClassVar[int]
    uuid: Any
    url_root: Any
    _ca_cert: str | None
    _info: Any
    _creds: Any
    _make_headers: Any
    _shape: Any
    _uploaded: dict[str, str]

    def _http_conn(self) -> tuple[http.client.HTTPSConnection, dict[str, str], str]:
        """A connection, the headers that log in, and what each path begins with."""
        pem = pem_of(self._ca_cert)
        if pem:
            context = client_context(pem)
        else:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        made = _Https(urlsplit(self.endpoint).netloc, context, SERVER_NAME if pem else None, 120.0)
        prefix = f"{self.url_root}/{self.uuid}" if self.uuid else ""
        return made, dict(self._make_headers()), prefix

    def add_local_charm_dir(self, charm_dir: str, series: str) -> Response:
        """Pack a charm's folder and upload it; answers with ``CharmURL`` (``charm-url`` in Juju 2)."""
        from jujuclient.charms import CharmError, pack

        try:
            archive = pack(charm_dir)
        except CharmError as error:
            raise ValueError(str(error)) from error
        return self.add_local_charm(io.BytesIO(archive), series, len(archive))

    def add_local_charm(self, charm_file: Any, series: str, size: int | None = None) -> Response:
        """Upload an archive, given as a path or an open file.

        Raises:
            EnvError: the controller refuses.
        """
        if isinstance(charm_file, str | os.PathLike):
            with open(charm_file, "rb") as opened:
                return self.add_local_charm(opened, series, os.path.getsize(charm_file))
        data = charm_file.read() if size is None else charm_file.read(size)
        if self._juju >= (4, 0):
            url = self._put_charm(data, series)
            self._uploaded[url] = hashlib.sha256(data).hexdigest()
            return self._answer({"charm-url": url})
        headers = {"Content-Type": "application/zip", "Content-Length": str(len(data))}
        path = f"/charms?{urlencode({'series': series})}"
        return self._answer(json.loads(_exchange(self, "POST", path, data, headers)))

    def _answer(self, told: Response) -> Response:
        """An answer in the shape that replies have here."""
        return told if self._shape is None else self._shape(told)

    @property
    def _juju(self) -> tuple[int, int]:
        """The controller's version, (1, 0) where it does not tell."""
        told = str((self._info or {}).get("server-version") or "1.0").split("-")[0].split(".")
        return int(told[0]), int(told[1])

    def _put_charm(self, data: bytes, series: str) -> str:
        """Upload as Juju 4 wants it."""
        from jujuclient.access import Access
        from jujuclient.charms import upload

        access = Access.of(
            urlsplit(self.endpoint).netloc,
            cacert=pem_of(self._ca_cert),
            user=self._creds["user"].removeprefix("user-"),
            password=self._creds["password"],
            model_uuid=self.uuid or "",
        )
        return upload(access, data, series=series, juju=self._juju)

    def download_charm(self, charm_url: str, path: str | None = None, fh: BinaryIO | None = None) -> int:
        """Fetch a charm's archive into a file; answers with the number of bytes.

        Raises:
            ValueError: neither path nor file.
        """
        if path is None and fh is None:
            raise ValueError("Please specify path or file")
        if self._juju >= (4, 0):
            return _keep(_exchange(self, "GET", self._object(charm_url), b"", {}, whole=True), path, fh)
        return fetch(self, f"charms?{urlencode({'url': charm_url, 'file': '*'})}", path, fh)

    def _object(self, charm_url: str) -> str:
        """The path of a charm's archive on Juju 4, which keeps it by its hash."""
        from jujuclient.classic.today_applications import sha256_of

        found = self._uploaded.get(charm_url) or sha256_of(self, charm_url)
        if not found:
            words = f"no application runs {charm_url}; Juju 4 gives the archives of charms in use only"
            raise EnvError({"error": words, "error-code": "not found"})
        name = charm_url.rpartition("/")[2].rpartition(":")[2].rpartition("-")[0]
        return f"/model-{self.uuid}/charms/{name}-{found[:7]}"


def fetch(
    env: Any, what: str, path: str | None, fh: BinaryIO | None, body: dict[str, Any] | None = None
) -> int:
    """GET something into a file, and count its bytes."""
    payload = json.dumps(body).encode() if body is not None else b""
    headers = {"Content-Type": "application/json"} if body else {}
    return _keep(_exchange(env, "GET", f"/{what}", payload, headers), path, fh)


def _keep(data: bytes, path: str | None, fh: BinaryIO | None) -> int:
    if fh is not None:
        return fh.write(data)
    assert path is not None
    with open(path, "wb") as opened:
        return opened.write(data)


def _exchange(
    env: Any, method: str, path: str, body: bytes, headers: dict[str, str], *, whole: bool = False
) -> bytes:
    """Ask, and answer with the body; all but a success is an EnvError.

    Args:
        whole: the path is the whole path, and not what follows the environment's own.
    """
    conn, login, prefix = env._http_conn()
    prefix = "" if whole else prefix
    try:
        conn.request(method, prefix + path, body or None, {**login, **headers})
        answer = conn.getresponse()
        data: bytes = answer.read()
    finally:
        conn.close()
    if answer.status == 200:
        return data
    try:
        error = json.loads(data)
    except ValueError:
        error = {"Error": data.decode(errors="replace").strip() or f"HTTP {answer.status}"}
    raise EnvError(error if isinstance(error, dict) else {"Error": str(error)})


__all__ = ["CharmArchiveGenerator", "Uploads", "fetch"]
