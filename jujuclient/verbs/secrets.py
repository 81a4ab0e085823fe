"""Secrets of users: made, changed, granted, shown. Juju 3.3 and later; listed from 3.1."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from jujuclient import facades
from jujuclient.errors import InvalidInput, NotFound, NotSupported
from jujuclient.verbs.base import Verbs, many
from jujuclient.verbs.reading import id_in, only, sent, time_of, told
from jujuclient.wire.struct import UNSET, UnsetType

if TYPE_CHECKING:
    from jujuclient.secrettypes import RevealedSecret, Revision, Secret, SecretURI

_URI = re.compile(r"(?:secret:)?(?://[^/]+/)?([0-9a-z]{20})")
_KEY = re.compile(r"[a-z](?:-?[a-z0-9]){2,}")


class SecretVerbs(Verbs):
    """What ``Model`` does with secrets."""

    def add_secret(self, name: str, content: Mapping[str, str], *, info: str | None = None) -> SecretURI:
        """Add a secret of the user; applications read it once it is granted to them.

        Args:
            content: key to value; keys are lower-case words of at least three characters.
            info: what it is for.

        Raises:
            ValueError: no name, no content, or a key that cannot be one.
            AlreadyExists: there is one of that name.
        """
        from jujuclient.secrettypes import SecretURI

        if not name:
            raise InvalidInput("a secret needs a name")
        # Without an owner it is the model's; 3.6 falls over one that is a tag (recorded).
        arg = facades.secrets.CreateSecretArg(
            label=name, description=sent(info), content=self._content(content)
        )
        return SecretURI(only(self._secrets("adding secrets", (3, 3)).create_secrets([arg])).result)

    def grant_secret(self, identifier: str | SecretURI, app: str | Iterable[str]) -> None:
        """Let applications read a secret, named by its name or URI.

        Raises:
            ValueError: no application.
        """
        uri, label = _which(identifier)
        facade = self._secrets("granting secrets", (3, 3))
        facade.grant_secret(_apps(app), uri=uri, label=label).raise_first()

    def remove_secret(self, identifier: str | SecretURI, *, revision: int | None = None) -> None:
        """Remove a secret, or one revision of it."""
        uri, label = _which(identifier)
        revisions: list[int] | UnsetType = UNSET if revision is None else [revision]
        arg = facades.secrets.DeleteSecretArg(uri=uri, label=label, revisions=revisions)
        only(self._secrets("removing secrets", (3, 3)).remove_secrets([arg]))

    def revoke_secret(self, identifier: str | SecretURI, app: str | Iterable[str]) -> None:
        """Stop applications from reading a secret.

        Raises:
            ValueError: no application.
        """
        uri, label = _which(identifier)
        facade = self._secrets("revoking secrets", (3, 3))
        facade.revoke_secret(_apps(app), uri=uri, label=label).raise_first()

    def secrets(self, *, owner: str | None = None) -> list[Secret]:
        """The secrets of the model.

        Args:
            owner: an application, a unit, or ``model`` for those of users; None for all.
        """
        filter = facades.secrets.SecretsFilter(owner_tag=sent(self._owner_tag(owner)))
        found = self._secrets("listing secrets", (3, 1)).list_secrets(filter).results
        return [read_secret(one) for one in found or []]

    def show_secret(
        self,
        identifier: str | SecretURI,
        *,
        reveal: bool = False,
        revision: int | None = None,
        revisions: bool = False,
    ) -> Secret | RevealedSecret:
        """One secret, by its name or URI.

        Args:
            reveal: with its content: a ``RevealedSecret``.
            revision: the content of this revision; the newest by default.
            revisions: with the list of its revisions.

        Raises:
            ValueError: ``revision`` and ``revisions`` together.
            NotFound: there is no such secret.
        """
        if revision is not None and revisions:
            raise InvalidInput("ask for one revision, or for the list of them, not both")
        uri, label = _which(identifier)
        filter = facades.secrets.SecretsFilter(uri=uri, revision=UNSET if revision is None else revision)
        if self.series >= (3, 3):
            filter.label = label
        facade = self._secrets("showing secrets", (3, 1))
        found = facade.list_secrets(filter, show_secrets=sent(reveal)).results or []
        for one in found:
            if not isinstance(uri, UnsetType) or told(one.label, "") == identifier:
                return read_secret(one, reveal=reveal, revisions=revisions)
        raise NotFound(f'secret "{identifier}" not found', code="not found")

    def update_secret(
        self,
        identifier: str | SecretURI,
        content: Mapping[str, str] | None = None,
        *,
        info: str | None = None,
        name: str | None = None,
        auto_prune: bool = False,
    ) -> None:
        """Change a secret; other content makes a new revision.

        Args:
            auto_prune: remove revisions that nobody reads any more.

        Raises:
            ValueError: nothing to change, or a key that cannot be one.
        """
        if not content and info is None and name is None and not auto_prune:
            raise InvalidInput("give content, info, name or auto_prune to change the secret")
        uri, label = _which(identifier)
        arg = facades.secrets.UpdateUserSecretArg(
            uri=uri,
            existing_label=label,
            content=self._content(content) if content else UNSET,
            description=sent(info),
            label=sent(name),
            auto_prune=sent(auto_prune),
        )
        only(self._secrets("changing secrets", (3, 3)).update_secrets([arg]))

    def _secrets(self, doing: str, since: tuple[int, int]) -> facades.secrets.Secrets:
        if self.series < since:
            raise NotSupported(
                f"{doing} needs Juju {since[0]}.{since[1]} or later; this is {_dotted(self.series)}"
            )
        return self._facade(facades.secrets.Secrets)

    def _model_tag(self) -> str:
        return self.connection.model_tag or f"model-{self.access.model_uuid}"

    def _owner_tag(self, owner: str | None) -> str:
        if not owner:
            return ""
        if owner in ("model", "<model>"):
            return self._model_tag()
        return f"unit-{owner.replace('/', '-')}" if "/" in owner else f"application-{owner}"

    def _content(self, content: Mapping[str, str]) -> facades.secrets.SecretContentParams:
        """Values in base64; a key that ends in ``#base64`` brings one that is so already."""
        if not content:
            raise InvalidInput("a secret needs content: at least one key and its value")
        data: dict[str, str] = {}
        for key, value in content.items():
            name = key.removesuffix("#base64")
            if not _KEY.fullmatch(name):
                raise InvalidInput(
                    f"{name!r} cannot be a key of a secret; write at least three lower-case letters, "
                    "digits and single dashes, a letter first"
                )
            data[name] = value if name != key else base64.b64encode(value.encode()).decode()
        return facades.secrets.SecretContentParams(
            data=data, checksum=_checksum(data) if self.series >= (3, 6) else UNSET
        )


def _checksum(data: Mapping[str, str]) -> str:
    """SHA-256 of the content as Juju 3.6 counts it: the JSON of the encoded values, keys sorted."""
    import hashlib
    import json

    return hashlib.sha256(json.dumps(dict(data), sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _dotted(series: tuple[int, int]) -> str:
    return f"{series[0]}.{series[1]}"


def _apps(app: str | Iterable[str]) -> list[str]:
    names = [name for part in many(app) for name in part.split(",") if name]
    if not names:
        raise InvalidInput("name the applications that the secret is for")
    return names


def _which(identifier: str) -> tuple[str | UnsetType, str | UnsetType]:
    """A URI and no name, or no URI and a name."""
    if not identifier:
        raise InvalidInput("name a secret, by its name or URI")
    match = _URI.fullmatch(identifier)
    return (f"secret:{match[1]}", UNSET) if match else (UNSET, str(identifier))


def read_secret(
    one: facades.secrets.ListSecretResult, *, reveal: bool = False, revisions: bool = False
) -> Secret:
    """A secret as the controller lists it."""
    from jujuclient.secrettypes import Access, RevealedSecret, Secret, SecretURI

    kind = one.owner_tag.partition("-")[0]
    label = told(one.label, "") or None
    of_model = kind == "model"
    access = told(one.access, [])
    found: dict[str, Any] = {
        "uri": SecretURI(one.uri),
        "revision": one.latest_revision,
        "owner": "<model>" if of_model else id_in(one.owner_tag),
        "created": time_of(one.create_time),
        "updated": time_of(one.update_time),
        "expires": told(one.latest_expire_time, "") or None,
        "rotation": told(one.rotate_policy, "") or None,
        "rotates": time_of(one.next_rotate_time),
        "name": label if of_model else None,
        "label": None if of_model else label,
        "description": told(one.description, "") or None,
        "access": [Access(each.target_tag, each.scope_tag, each.role) for each in access] or None,
        "revisions": [_revision(each) for each in one.revisions or []] if revisions else None,
    }
    if not reveal:
        return Secret(**found)
    value = one.value
    if isinstance(value, UnsetType):
        return RevealedSecret(**found)
    error = value.error
    if not isinstance(error, UnsetType) and error is not None:
        from jujuclient.errors import api_error

        raise api_error(error.message, error.code)
    content = {key: _decoded(text) for key, text in told(value.data, {}).items()}
    return RevealedSecret(**found, checksum=told(one.latest_revision_checksum, ""), content=content)


def _decoded(text: str) -> str:
    raw = base64.b64decode(text)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return text  # what is no text stays in base64, as the juju command shows it


def _revision(one: facades.secrets.SecretRevision) -> Revision:
    from jujuclient.secrettypes import Revision

    return Revision(
        one.revision,
        told(one.backend_name, ""),
        time_of(one.create_time),
        time_of(one.update_time),
        time_of(one.expire_time),
    )
