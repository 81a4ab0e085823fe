"""KeyManager: SSH keys of a model; from 4.0 on each user has keys of their own there."""

from __future__ import annotations

from msgspec.structs import replace

from fakejuju.domain.sshkeys import INTERNAL, PublicKey, read_key
from fakejuju.handlers.call import Call, Refused, denied, each
from fakejuju.state.controller import SSHKey
from jujuclient.facades.common import (
    Entities,
    Entity,
    Error,
    ErrorResult,
    ErrorResults,
    StringsResult,
    StringsResults,
)
from jujuclient.facades.key_manager import KeyManager
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType


def _failed(error: Error) -> ErrorResult:
    return ErrorResult(error=error)


def _need_writer(call: Call) -> None:
    call.need_admin()
    call.change_allowed()


def _owner(call: Call) -> str:
    return call.user if call.juju >= (4, 0) else ""


def _kept(call: Call) -> list[SSHKey]:
    return [key for key in call.all(SSHKey) if key.user == _owner(call)]


# --- adding --------------------------------------------------------------------------------------


@answers(KeyManager.add_keys)
def add_keys(call: Call, ssh_keys: list[str], user: str) -> ErrorResults:
    """Add keys; since 4.0 either all of them or none."""
    _need_writer(call)
    if call.juju >= (4, 0):
        return _add_all(call, ssh_keys)

    def add(line: str) -> ErrorResult:
        if read_key(line) is None:
            raise Refused(f"invalid ssh key: {line}")
        if _same(call, line) is not None:
            raise Refused(f"duplicate ssh key: {line}")
        _put(call, line)
        return ErrorResult()

    results = each(ssh_keys, add, _failed)
    with call.state.transaction() as state:
        # Recorded on 2.9.52 and 3.6.28: the config has them from now on, even if there is none.
        state.put(replace(call.model, config={**call.model.config, "authorized-keys": ""}))
    return ErrorResults(results=results)


def _add_all(call: Call, lines: list[str]) -> ErrorResults:
    for line in lines or ():
        key = read_key(line)
        if key is None:
            raise Refused(f'public key "{line}" is invalid', "invalid public key")
        if key.comment in INTERNAL:
            raise Refused(f'public key comment "{key.comment}" is reserved', "invalid public key comment")
        if _same(call, line) is not None:
            raise Refused(f'public key "{line}" already exists', "public key already exists")
    for line in lines or ():
        _put(call, line)
    # Recorded on 4.0.15: no item for what went well.
    return ErrorResults(results=None)


def _same(call: Call, line: str) -> SSHKey | None:
    blob = _parsed(line).blob
    return next((key for key in _kept(call) if _parsed(key.line).blob == blob), None)


def _parsed(line: str) -> PublicKey:
    return read_key(line) or PublicKey("", line.encode(), "")


def _put(call: Call, line: str) -> None:
    with call.state.transaction() as state:
        state.put(SSHKey(model=call.model_uuid, line=line.strip(), user=_owner(call)))


@answers(KeyManager.import_keys)
def import_keys(call: Call, ssh_keys: list[str], user: str) -> ErrorResults:
    """Nothing outside can be asked for keys: the helper program is not there, as on the recorded ones."""
    _need_writer(call)
    if call.juju >= (4, 0):
        named = ssh_keys[0] if ssh_keys else ""
        words = f'importing public keys from source "{named}": not available offline'
        raise Refused(words, "invalid user public key source")

    def refuse(name: str) -> ErrorResult:
        raise Refused('exec: "ssh-import-id": executable file not found in $PATH')

    return ErrorResults(results=each(ssh_keys, refuse, _failed))


# --- taking away ---------------------------------------------------------------------------------


@answers(KeyManager.delete_keys)
def delete_keys(call: Call, ssh_keys: list[str], user: str) -> ErrorResults:
    """Take keys away by fingerprint or comment; up to 3.6 not all of them."""
    call.need_admin()
    call.remove_allowed()
    kept = _kept(call)
    gone: list[SSHKey] = []
    results = each(ssh_keys, lambda name: _mark(call, name, kept, gone), _failed)
    if call.juju < (4, 0) and len(gone) == len(kept):
        raise Refused("cannot delete all keys")
    with call.state.transaction() as state:
        for key in gone:
            state.remove(key)
    return ErrorResults(results=None if call.juju >= (4, 0) else results)


def _mark(call: Call, name: str, kept: list[SSHKey], gone: list[SSHKey]) -> ErrorResult:
    if name in INTERNAL:
        raise Refused(f"may not delete internal key: {name}")
    for key in kept:
        parsed = _parsed(key.line)
        if key not in gone and name in (key.line, parsed.comment, parsed.md5, parsed.sha256):
            gone.append(key)
            return ErrorResult()
    raise Refused(f"key not found: {name}")


# --- telling -------------------------------------------------------------------------------------


@answers(KeyManager.list_keys)
def list_keys(call: Call, entities: Entities, *, mode: bool | UnsetType = UNSET) -> StringsResults:
    """The keys, whole or as fingerprints."""
    return _list(call, entities.entities or [], full=bool(mode))


@answers(KeyManager.list_keys_v0)
def list_keys_v0(call: Call, entities: list[Entity], *, mode: bool | UnsetType = UNSET) -> StringsResults:
    """The keys of an environment, whole or as fingerprints."""
    return _list(call, entities, full=bool(mode))


def _list(call: Call, entities: list[Entity], *, full: bool) -> StringsResults:
    def tell(entity: Entity) -> StringsResult:
        if not call.can("read"):
            denied()
        return StringsResult(result=[_shown(call, key.line, full=full) for key in _kept(call)] or UNSET)

    return StringsResults(results=each(entities, tell, lambda error: StringsResult(error=error)))


def _shown(call: Call, line: str, *, full: bool) -> str:
    if full:
        return line
    key = _parsed(line)
    if call.juju >= (4, 0):
        return key.sha256
    return f"{key.md5} ({key.comment})" if key.comment else key.md5
