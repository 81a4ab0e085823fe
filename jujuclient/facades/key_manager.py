"""KeyManager: SSH keys that may log in to the machines."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import Entities, Entity, ErrorResults, StringsResults
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, UnsetType, juju1


class KeyManager(Facade, name="KeyManager", versions=(0, 1), juju1=(0,)):
    """SSH keys that may log in to the machines."""

    @call("AddKeys")
    def add_keys(self, ssh_keys: Annotated[list[str], juju1("Keys")], user: str) -> ErrorResults:
        """Let SSH public keys into every machine of the model."""

    @call("DeleteKeys")
    def delete_keys(self, ssh_keys: Annotated[list[str], juju1("Keys")], user: str) -> ErrorResults:
        """Take SSH keys away, by fingerprint or comment."""

    @call("ImportKeys")
    def import_keys(self, ssh_keys: Annotated[list[str], juju1("Keys")], user: str) -> ErrorResults:
        """Import SSH public keys from Launchpad (``lp:name``) or GitHub (``gh:name``)."""

    @call("ListKeys", since=1)
    def list_keys(self, entities: Entities, *, mode: bool | UnsetType = UNSET) -> StringsResults:
        """The SSH keys of the model; ``mode`` false gives fingerprints, true whole keys.

        Juju 2.0 and later.
        """

    @call("ListKeys", until=0)
    def list_keys_v0(self, entities: list[Entity], *, mode: bool | UnsetType = UNSET) -> StringsResults:
        """The SSH keys of the environment; ``mode`` false gives fingerprints, true whole keys.

        Up to Juju 1.25.
        """
