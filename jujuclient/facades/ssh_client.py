"""SSHClient: Addresses and host keys, to open a shell."""

from __future__ import annotations

from jujuclient.facades.common import Entity, Error, StringResult
from jujuclient.facades.common_models import CloudSpecResult
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, Bulk, UnsetType, Wire


class SSHAddressResult(Wire):
    """What ``SSHClient.virtual_hostname`` answers with. Juju 2.0 and later."""

    address: str | UnsetType = UNSET
    error: Error | UnsetType = UNSET


class SSHAddressResults(Wire, Bulk[SSHAddressResult]):
    """What ``SSHClient.private_address`` and ``SSHClient.public_address`` answer with. Juju 2.0 and later."""

    results: list[SSHAddressResult] | None


class SSHAddressesResult(Wire):
    """An item of ``results`` in ``SSHAddressesResults``, or its error. Juju 2.0 and later."""

    addresses: list[str] | None
    error: Error | UnsetType = UNSET


class SSHAddressesResults(Wire, Bulk[SSHAddressesResult]):
    """What ``SSHClient.all_addresses`` answers with. Juju 2.0 and later."""

    results: list[SSHAddressesResult] | None


class SSHProxyResult(Wire):
    """What ``SSHClient.proxy`` answers with. Juju 2.0 and later."""

    use_proxy: bool


class SSHPublicKeysResult(Wire):
    """An item of ``results`` in ``SSHPublicKeysResults``, or its error. Juju 2.0 and later."""

    error: Error | UnsetType = UNSET
    public_keys: list[str] | UnsetType = UNSET


class SSHPublicKeysResults(Wire, Bulk[SSHPublicKeysResult]):
    """What ``SSHClient.public_keys`` answers with. Juju 2.0 and later."""

    results: list[SSHPublicKeysResult] | None


class SSHClient(Facade, name="SSHClient", versions=range(1, 6)):
    """Addresses and host keys, to open a shell. Juju 2.0 and later."""

    @call("AllAddresses")
    def all_addresses(self, entities: list[Entity]) -> SSHAddressesResults:
        """Every address of each unit or machine."""

    @call("Leader", since=3, first="2.9", last="2.9")
    def leader(self, tag: str) -> StringResult:
        """The name of the unit that leads an application. Juju 2.9 only."""

    @call("ModelCredentialForSSH", since=3)
    def model_credential_for_ssh(self) -> CloudSpecResult:
        """Cloud and credential of a container model, to open a shell in its pods; secrets included.

        Juju 2.9 and later.
        """

    @call("PrivateAddress")
    def private_address(self, entities: list[Entity]) -> SSHAddressResults:
        """The address of each unit or machine inside its cloud."""

    @call("Proxy")
    def proxy(self) -> SSHProxyResult:
        """Whether SSH must go through the controller."""

    @call("PublicAddress")
    def public_address(self, entities: list[Entity]) -> SSHAddressResults:
        """The address of each unit or machine for the outside."""

    @call("PublicKeys")
    def public_keys(self, entities: list[Entity]) -> SSHPublicKeysResults:
        """The SSH host keys of each unit or machine."""

    @call("VirtualHostname", since=5)
    def virtual_hostname(self, tag: str, *, container: str | UnsetType = UNSET) -> SSHAddressResult:
        """The name under which the controller's SSH server reaches a unit, machine or container.

        Juju 4.0 and later.
        """
