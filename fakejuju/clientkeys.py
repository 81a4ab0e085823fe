"""The key pair of a client store: python-libjuju cannot add a model without it."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple


class ClientKeys(NamedTuple):
    """An ssh key pair, as the juju command makes one at its first bootstrap."""

    private: bytes
    public: bytes


@lru_cache(maxsize=1)
def client_keys() -> ClientKeys:
    """The pair of this process, made on first use; it opens nothing."""
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric import rsa

    # RSA, for the name of the file says so.
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(form.Encoding.OpenSSH, form.PublicFormat.OpenSSH)
    private = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.TraditionalOpenSSL, form.NoEncryption())
    return ClientKeys(private, public + b" juju-client-key\n")
