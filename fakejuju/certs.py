"""A certificate authority of this process, made anew, so that no key is ever in a repository."""

from __future__ import annotations

import ssl
import threading
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import trustme

NAMES = ("juju-apiserver", "localhost", "127.0.0.1", "::1")
"""What the certificate is good for; clients ask for the first one whatever the address."""
_ORGANIZATION = "fakejuju"


class Certificates(NamedTuple):
    """The CA as PEM, and a context for the server's side."""

    ca: str
    server: ssl.SSLContext


_lock = threading.Lock()


def certificates(more: tuple[str, ...] = ()) -> Certificates:
    """The CA of this process, made on first use, and a server context.

    Args:
        more: what the certificate is good for besides ``NAMES``; the CA is the same one.
    """
    with _lock:
        return _make(tuple(name for name in dict.fromkeys(more) if name not in NAMES))


class Authority(NamedTuple):
    """A CA that can sign, as PEM: it opens nothing but fakes."""

    ca: str
    key: str


_adopted: list[Authority] = []


def authority() -> Authority:
    """The CA of this process with its key, for ``adopt`` in a later one."""
    with _lock:
        made = _authority()
        return Authority(made.cert_pem.bytes().decode(), made.private_key_pem.bytes().decode())


def adopt(earlier: Authority) -> bool:
    """Be the CA of an earlier process, so that its clients trust this one; False where it is too late.

    Raises:
        ValueError: it is no CA with its key.
    """
    import trustme

    trustme.CA.from_pem(earlier.ca.encode(), earlier.key.encode())
    with _lock:
        if _authority.cache_info().currsize == 0:
            _adopted[:] = [earlier]
        return _authority().cert_pem.bytes().decode() == earlier.ca


def is_of_a_fake(ca: str) -> bool:
    """True for a CA that a fakejuju made: what has it is no real controller."""
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    try:
        subject = x509.load_pem_x509_certificate(ca.encode()).subject
    except ValueError:
        return False
    return any(
        one.value == _ORGANIZATION for one in subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    )


@lru_cache(maxsize=1)
def _authority() -> trustme.CA:
    import trustme

    if _adopted:
        return trustme.CA.from_pem(_adopted[0].ca.encode(), _adopted[0].key.encode())
    return trustme.CA(organization_name=_ORGANIZATION, organization_unit_name="juju-generated CA")


@lru_cache(maxsize=16)
def _make(more: tuple[str, ...]) -> Certificates:
    import trustme

    authority = _authority()
    leaf = authority.issue_cert(*NAMES, *more, common_name="juju-apiserver")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # The CA goes along: `juju login host:port` takes its first sight of the CA from the chain.
    chain = b"".join(blob.bytes() for blob in leaf.cert_chain_pems) + authority.cert_pem.bytes()
    with leaf.private_key_pem.tempfile() as key, trustme.Blob(chain).tempfile() as certs:
        context.load_cert_chain(certs, key)
    # Session tickets make a socket readable with nothing to read. A client that reads in one thread
    # and writes in another (websockets' synchronous one) then does both inside one TLS object at
    # once, which before Python 3.13 can lose what it writes: it waits for ever.
    context.num_tickets = 0
    return Certificates(authority.cert_pem.bytes().decode(), context)
