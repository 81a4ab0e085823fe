"""The key pair of a client store: python-libjuju cannot add a model without it."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import NamedTuple


class ClientKeys(NamedTuple):
    """An ssh key pair, as the juju command makes one at its first bootstrap."""

    private: bytes
    public: bytes


@lru_cache(maxsize=1)
def client_keys() -> ClientKeys:
    """The pair that every fake hands out: always the same, as all else of a seed is. It opens nothing."""
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"fakejuju client key").digest())
    public = key.public_key().public_bytes(form.Encoding.OpenSSH, form.PublicFormat.OpenSSH)
    private = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.OpenSSH, form.NoEncryption())
    return ClientKeys(private, public + b" juju-client-key\n")
