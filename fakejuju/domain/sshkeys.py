"""Lines of authorized SSH keys: whether they are keys, their fingerprints and comments."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import NamedTuple

_FIELDS = {
    "ssh-rsa": 2,
    "ssh-dss": 4,
    "ssh-ed25519": 1,
    "ecdsa-sha2-nistp256": 2,
    "ecdsa-sha2-nistp384": 2,
    "ecdsa-sha2-nistp521": 2,
    "sk-ssh-ed25519@openssh.com": 2,
    "sk-ecdsa-sha2-nistp256@openssh.com": 3,
}
"""Kind of key to how many fields follow its name inside the blob."""

INTERNAL = ("juju-client-key", "juju-system-key")
"""Comments of Juju's own keys."""


class PublicKey(NamedTuple):
    """A line taken apart."""

    kind: str
    blob: bytes
    comment: str

    @property
    def md5(self) -> str:
        """The fingerprint up to 3.6: MD5 in hex, with colons."""
        text = hashlib.md5(self.blob, usedforsecurity=False).hexdigest()
        return ":".join(text[at : at + 2] for at in range(0, len(text), 2))

    @property
    def sha256(self) -> str:
        """The fingerprint since 4.0, as OpenSSH writes it."""
        return "SHA256:" + base64.b64encode(hashlib.sha256(self.blob).digest()).decode().rstrip("=")


def read_key(line: str) -> PublicKey | None:
    """The key in a line of authorized_keys, None where it is none."""
    words = line.split()
    for at, word in enumerate(words[:-1]):
        if word in _FIELDS:
            try:
                blob = base64.b64decode(words[at + 1], validate=True)
            except binascii.Error:
                return None
            return PublicKey(word, blob, " ".join(words[at + 2 :])) if _is_key(word, blob) else None
    return None


def _is_key(kind: str, blob: bytes) -> bool:
    fields: list[bytes] = []
    while blob:
        length = int.from_bytes(blob[:4], "big")
        if len(blob) < 4 + length:
            return False
        fields.append(blob[4 : 4 + length])
        blob = blob[4 + length :]
    if len(fields) != 1 + _FIELDS[kind] or fields[0] != kind.encode():
        return False
    return kind != "ssh-ed25519" or len(fields[1]) == 32
