"""Trust: the controller's own CA and nothing else, under the name every controller answers to.

A controller makes its own CA when it is born, and ``controllers.yaml`` carries that CA to the
clients. Every certificate it signs is for ``juju-apiserver``, so that name is checked and the
address is not: controllers move. Without a CA (a public controller) it is the other way round:
the system's roots, and the address as the name.

Source: the wire facts, section 5, and the controllers recorded as 2.9.52, 3.6.28 and 4.0.15.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import socket
import ssl
from collections.abc import Iterator

from jujuclient.errors import CertificateRefused

SERVER_NAME = "juju-apiserver"
"""The name in the certificate of every controller, whatever its address."""


def client_context(cacert_pem: str | None = None) -> ssl.SSLContext:
    """The context that trusts the given CA alone, or the system's roots when there is none.

    Args:
        cacert_pem: the controller's CA as PEM text, as ``ca-cert`` in ``controllers.yaml``.

    Raises:
        CertificateRefused: the text holds no certificate.
    """
    return _trusting(cacert_pem) if cacert_pem else ssl.create_default_context()


@functools.lru_cache(maxsize=16)
def _trusting(cacert_pem: str) -> ssl.SSLContext:
    """One context for all connections that trust a CA: reading it costs as much as a small call."""
    # Not create_default_context: from Python 3.13 on it refuses CAs without an authority key
    # identifier, which controllers born under older Juju have.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(cadata=cacert_pem)
    except (ssl.SSLError, TypeError, ValueError) as error:
        raise CertificateRefused(
            f"the CA certificate given cannot be read ({error}); "
            "give the PEM text that stands under ca-cert in controllers.yaml"
        ) from error
    return context


def server_name(cacert_pem: str | None, host: str) -> str:
    """The name that the certificate must carry."""
    return SERVER_NAME if cacert_pem else host


def refusal(error: ssl.SSLCertVerificationError, host: str, port: int, name: str) -> CertificateRefused:
    """What to raise for a certificate that was not accepted: where, what came, what to do.

    The refused certificate is gone when the handshake has failed, so it is fetched once more
    over a second connection that sends nothing but a TLS hello.
    """
    shown = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    presented = _presented(host, port, name)
    came = f"it presented {presented}; " if presented else ""
    if name == SERVER_NAME:
        advice = "pass as cacert the CA of this controller (ca-cert in controllers.yaml)"
    else:
        advice = "pass the controller's own CA as cacert, unless it is a public controller"
    return CertificateRefused(
        f"the certificate of {shown} is refused for the name {name}: {error.verify_message}; {came}{advice}"
    )


def _presented(host: str, port: int, name: str) -> str:
    """Subject, issuer and fingerprint of what an address presents, or "" when it cannot be had."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with (
            socket.create_connection((host, port), timeout=3) as plain,
            context.wrap_socket(plain, server_hostname=name) as wrapped,
        ):
            der = wrapped.getpeercert(binary_form=True)
    except OSError:
        return ""
    return describe(der) if der else ""


def describe(der: bytes) -> str:
    """One line about a certificate: subject, issuer and SHA-256 fingerprint."""
    fingerprint = f"SHA-256 {hashlib.sha256(der).hexdigest()}"
    with contextlib.suppress(IndexError, ValueError, StopIteration):
        _, certificate = next(_values(der))
        _, to_be_signed = next(_values(certificate))
        # [0] version (absent in version 1), serial, algorithm, issuer, validity, subject.
        fields = [content for tag, content in _values(to_be_signed) if tag != 0xA0]
        return f"subject {_name(fields[4])}, issuer {_name(fields[2])}, {fingerprint}"
    return fingerprint


_ATTRIBUTES = {b"\x55\x04\x03": "CN", b"\x55\x04\x0a": "O", b"\x55\x04\x0b": "OU"}


def _name(content: bytes) -> str:
    """A distinguished name as ``CN=…, O=…``."""
    found = []
    for _, group in _values(content):
        for _, pair in _values(group):
            (_, oid), (_, text) = _values(pair)
            if oid in _ATTRIBUTES:
                found.append(f"{_ATTRIBUTES[oid]}={text.decode(errors='replace')}")
    return f'"{", ".join(found)}"' if found else '""'


def _values(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The DER values in a row: tag and content of each."""
    at = 0
    while at < len(content):
        tag, length = content[at], content[at + 1]
        at += 2
        if length & 0x80:
            size = length & 0x7F
            length = int.from_bytes(content[at : at + size], "big")
            at += size
        yield tag, content[at : at + length]
        at += length
