"""Deploying: a charm of Charmhub, of the charm store of Juju 1, or from a path."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jujuclient.errors import api_error
from jujuclient.verbs.base import Verbs, many
from jujuclient.verbs.values import (
    ConfigValue,
    ConstraintValue,
    base,
    config_text,
    constraints as limits,
    placement,
    series_of,
)
from jujuclient.wire.tags import Channel


class DeployVerbs(Verbs):
    """How ``Model`` deploys."""

    def deploy(
        self,
        charm: str | os.PathLike[str],
        app: str | None = None,
        *,
        attach_storage: str | Iterable[str] | None = None,
        base: str | None = None,
        bind: Mapping[str, str] | str | None = None,
        channel: str | None = None,
        config: Mapping[str, ConfigValue] | None = None,
        constraints: Mapping[str, ConstraintValue] | None = None,
        force: bool = False,
        num_units: int = 1,
        overlays: Iterable[str | os.PathLike[str]] = (),
        resources: Mapping[str, str] | None = None,
        revision: int | None = None,
        storage: Mapping[str, str] | None = None,
        to: str | Iterable[str] | None = None,
        trust: bool = False,
    ) -> str:
        """Deploy a charm: a name of Charmhub, or a path to a ``.charm`` file or a charm directory.

        A path to a bundle, a YAML file or a folder with ``bundle.yaml``, deploys that; the other
        arguments than ``overlays`` are for charms.

        Args:
            charm: a ``Path``, or a text that begins with ``.`` or ``/``, is local.
            app: the application's name; the charm's by default.
            bind: endpoint to space, or one space for all.
            config: options of the charm.
            resources: resource to the path of a file, or to an image.
            to: where the first units go: ``0``, ``lxd:0``, ``zone=a``.

        Returns:
            the application's name; "" for a bundle.

        Raises:
            CharmError: a local charm that cannot be packed or read.
            BundleError: a bundle that cannot be read, or overlays for what is none.
            APIError: what the controller refuses, in its words.
        """
        if overlays or _is_bundle(charm):
            self._deploy_bundle_at(charm, overlays)
            return ""
        wanted = _Wanted(
            app=app or "",
            base=wanted_base(base),
            bind={"": bind} if isinstance(bind, str) else dict(bind or {}),
            channel=channel or "",
            config={key: config_text(value) for key, value in (config or {}).items()},
            constraints=limits(constraints),
            force=force,
            num_units=num_units,
            resources=dict(resources or {}),
            revision=revision,
            storage={key: storage_directive(text) for key, text in (storage or {}).items()},
            attach_storage=[storage_tag(one) for one in many(attach_storage)],
            placement=[placement(one, self.access.model_uuid) for one in many(to)],
            trust=trust,
        )
        text = os.fspath(charm)
        if isinstance(charm, os.PathLike) or text.startswith((".", "/")) or text.endswith(".charm"):
            return self._deploy_local(Path(text), wanted)
        if self.series < (2, 0):
            return self._deploy_old(text, wanted)
        if self.series >= (3, 3):
            return self._deploy_from_repository(text, wanted)
        return self._deploy_resolved(text, wanted)

    def _deploy_bundle_at(
        self, bundle: str | os.PathLike[str], overlays: Iterable[str | os.PathLike[str]]
    ) -> None:
        raise NotImplementedError

    def _deploy_local(self, path: Path, wanted: _Wanted) -> str:
        from jujuclient import charms
        from jujuclient.verbs import bases

        archive = charms.read(path)
        metadata = charms.metadata(archive, str(path))
        name = wanted.app or str(metadata["name"])
        found = wanted.base or self._best_base(bases.declared(charms.manifest(archive), metadata))
        series = series_of(found)
        url = charms.upload(self.access, archive, series=series or "focal", juju=self.series)
        if self.series < (2, 0):
            return self._deploy_old(url, wanted, name)
        origin: dict[str, Any] = {"source": "local", "type": "charm", "architecture": wanted.architecture}
        self._send_deploy(name, url, origin, found, metadata, wanted)
        return name

    def _best_base(self, supported: Sequence[dict[str, str]]) -> dict[str, str]:
        """What a charm runs on where nobody says; the model is asked when there is a choice."""
        from jujuclient.verbs import bases

        choice = len(supported) > 1 and self.series >= (2, 0)
        config = self._ask("ModelConfig", "ModelGet", {})["config"] if choice else {}
        return bases.best(supported, config, self.series)

    def _send_deploy(
        self,
        name: str,
        url: str,
        origin: dict[str, Any],
        found: dict[str, str],
        metadata: Mapping[str, Any],
        wanted: _Wanted,
    ) -> None:
        if self.series >= (3, 0):
            origin = {**origin, "base": found}
        elif self.series >= (2, 9):
            origin = {**origin, "os": found["name"], "series": series_of(found)}
        params: dict[str, Any] = {
            "application": name,
            "charm-url": url,
            "channel": wanted.channel,
            "config": wanted.config_with_trust(),
            "constraints": wanted.constraints,
            "num-units": 0 if metadata.get("subordinate") else wanted.num_units,
            "placement": wanted.placement,
            "storage": wanted.storage,
            "attach-storage": wanted.attach_storage,
            "endpoint-bindings": wanted.bind,
            "resources": self._pending_resources(name, url, origin, metadata, wanted.resources),
            "Force": wanted.force,
        }
        if self.series >= (2, 9):
            params["charm-origin"] = origin
        if self.series < (3, 0):
            params["series"] = series_of(found)
        kept = {key: value for key, value in params.items() if value not in ({}, [], "", False)}
        kept.setdefault("num-units", 0)
        self._each(self._ask("Application", "Deploy", {"applications": [kept]})["results"])

    def _pending_resources(
        self,
        name: str,
        url: str,
        origin: dict[str, Any],
        metadata: Mapping[str, Any],
        resources: Mapping[str, str],
    ) -> dict[str, str]:
        """Announce what the charm declares or is given, and upload the files among it; name to its id."""
        from jujuclient import charms

        declared = {**{key: {} for key in resources}, **(metadata.get("resources") or {})}
        if not declared:
            return {}
        listed = [_announced(key, spec, resources.get(key)) for key, spec in declared.items()]
        params = {"tag": f"application-{name}", "url": url, "charm-origin": origin, "resources": listed}
        ids = self._ask("Resources", "AddPendingResources", params)["pending-ids"]
        found = dict(zip(declared, ids, strict=True))
        for key, path in resources.items():
            if not _is_revision(path):
                data = Path(path).read_bytes()
                charms.upload_resource(self.access, name, key, data, filename=path, pending=found[key])
        return found

    def _deploy_from_repository(self, charm: str, wanted: _Wanted) -> str:
        params: dict[str, Any] = {
            "CharmName": charm.removeprefix("ch:"),
            "ApplicationName": wanted.app,
            "channel": wanted.channel,
            "ConfigYAML": _yaml(wanted.app or charm, wanted.config),
            "Cons": wanted.constraints,
            "endpoint-bindings": wanted.bind,
            "force": wanted.force,
            "num-units": wanted.num_units,
            "Placement": wanted.placement,
            "storage": wanted.storage,
            "AttachStorage": wanted.attach_storage,
            "resources": {k: v for k, v in wanted.resources.items() if not Path(v).exists()},
            "Trust": wanted.trust,
        }
        if wanted.base:
            params["base"] = wanted.base
        if wanted.revision is not None:
            params["revision"] = wanted.revision
        kept = {key: value for key, value in params.items() if value not in ({}, [], "", False, None)}
        result = self._ask("Application", "DeployFromRepository", {"Args": [kept]})["Results"][0]
        problems = result.get("Errors") or []
        if problems:
            said = "; ".join(problem["message"] for problem in problems)
            raise api_error(said, problems[0].get("code") or "")
        name = str(wanted.app or result["Info"]["name"])
        self._upload_pending(name, result.get("PendingResourceUploads") or [], wanted)
        return name

    def _upload_pending(self, name: str, uploads: list[dict[str, Any]], wanted: _Wanted) -> None:
        """Give the controller the files that it waits for after a deploy from the repository."""
        from jujuclient import charms

        for upload in uploads:
            path = wanted.resources.get(upload["Name"])
            if path and Path(path).exists():
                charms.upload_resource(
                    self.access, name, upload["Name"], Path(path).read_bytes(), filename=path
                )

    def _deploy_resolved(self, charm: str, wanted: _Wanted) -> str:
        """Up to 3.2 the client resolves the charm, adds it, and deploys it."""
        from jujuclient.verbs import bases

        name = charm.removeprefix("ch:")
        asked = {"resolve": [{"reference": name, "charm-origin": self._origin_to_resolve(wanted)}]}
        found = self._each(self._ask("Charms", "ResolveCharms", asked)["Results"])[0]
        origin = found["charm-origin"]
        chosen = wanted.base or self._best_base(bases.resolved(found, origin))
        origin |= self._base_of_origin(chosen, chosen["name"])
        self._ask("Charms", "AddCharm", {"url": found["url"], "charm-origin": origin, "force": wanted.force})
        info = self._ask("Charms", "CharmInfo", {"url": found["url"]})
        metadata = info.get("meta") or {}
        app = wanted.app or str(metadata.get("name") or name)
        self._send_deploy(app, found["url"], origin, chosen, metadata, wanted)
        return app

    def _origin_to_resolve(self, wanted: _Wanted) -> dict[str, Any]:
        """What is known of a charm before it is resolved."""
        channel = Channel.parse(wanted.channel or "")
        origin: dict[str, Any] = {
            "source": "charm-hub",
            "type": "charm",
            "architecture": wanted.architecture,
            "risk": channel.risk,
        }
        if channel.track:
            origin["track"] = channel.track
        if channel.branch:
            origin["branch"] = channel.branch
        if wanted.revision is not None:
            origin["revision"] = wanted.revision
        return origin | (self._base_of_origin(wanted.base, "ubuntu") if wanted.base else {})

    def _base_of_origin(self, base: dict[str, str], system: str) -> dict[str, Any]:
        """A base as an origin has it: before 3.0 as an operating system and its series."""
        return {"base": base} if self.series >= (3, 0) else {"os": system, "series": series_of(base)}

    def _deploy_old(self, url: str, wanted: _Wanted, name: str = "") -> str:
        """Juju 1: the charm's whole URL, ``cs:trusty/mysql-1`` or one that was uploaded."""
        app = wanted.app or name or url.rpartition("/")[2].rpartition("-")[0]
        if url.startswith("cs:"):
            self._ask("Client", "AddCharm", {"URL": url})
        params: dict[str, Any] = {
            "ServiceName": app,
            "CharmUrl": url,
            "NumUnits": wanted.num_units,
            "Config": wanted.config,
            "Constraints": wanted.constraints,
        }
        if wanted.placement:
            one = wanted.placement[0]
            where = one["directive"] if one["scope"] == "#" else f"{one['scope']}:{one['directive']}"
            params["ToMachineSpec"] = where
        self._ask("Client", "ServiceDeploy", params)
        return app


def _is_revision(resource: str) -> bool:
    return str(resource).isdigit()


def _announced(name: str, spec: Mapping[str, Any], given: str | None) -> dict[str, Any]:
    """A resource as it is announced: a file to come, a revision of the store, or what the store has.

    Args:
        spec: what the charm's metadata, or the controller's account of it, declares.
    """
    upload = given is not None and not _is_revision(given)
    return {
        "name": name,
        "type": spec.get("type") or "file",
        "path": spec.get("filename") or spec.get("path") or (given if upload else ""),
        "description": spec.get("description") or "",
        "origin": "upload" if upload else "store",
        "revision": 0 if upload else -1 if given is None else int(given),
        "fingerprint": "",
        "size": 0,
    }


def _is_bundle(charm: str | os.PathLike[str]) -> bool:
    """Whether a path is that of a bundle: a YAML file, or a folder that has one."""
    path = Path(charm)
    if path.suffix in (".yaml", ".yml"):
        return True
    local = isinstance(charm, os.PathLike) or str(charm).startswith((".", "/"))
    return local and (path / "bundle.yaml").is_file() and not (path / "metadata.yaml").exists()


class _Wanted:
    """What a deployment was asked to be, in the wire's terms."""

    def __init__(
        self,
        *,
        app: str,
        base: dict[str, str],
        bind: dict[str, str],
        channel: str,
        config: dict[str, str],
        constraints: dict[str, Any],
        force: bool,
        num_units: int,
        resources: dict[str, str],
        revision: int | None,
        storage: dict[str, dict[str, Any]],
        attach_storage: list[str],
        placement: list[dict[str, str]],
        trust: bool,
    ) -> None:
        self.app = app
        self.base = base
        self.bind = bind
        self.channel = channel
        self.config = config
        self.constraints = constraints
        self.force = force
        self.num_units = num_units
        self.resources = resources
        self.revision = revision
        self.storage = storage
        self.attach_storage = attach_storage
        self.placement = placement
        self.trust = trust

    @property
    def architecture(self) -> str:
        """What the constraints say; amd64 without."""
        return str(self.constraints.get("arch") or "amd64")

    def config_with_trust(self) -> dict[str, str]:
        """Where trust is one of the application's settings."""
        return {**self.config, "trust": "true"} if self.trust else self.config


def wanted_base(text: str | None) -> dict[str, str]:
    return base(text) if text else {}


def _yaml(app: str, config: Mapping[str, str]) -> str:
    if not config:
        return ""
    import yaml

    return yaml.safe_dump({app: dict(config)})


def storage_directive(text: str) -> dict[str, Any]:
    """A directive: ``pool,2,10G``, its parts in any order."""
    found: dict[str, Any] = {}
    for part in text.split(","):
        if part.isdigit():
            found["count"] = int(part)
        elif part[:1].isdigit():
            found["size"] = limits({"mem": part})["mem"]
        elif part:
            found["pool"] = part
    return found


def storage_tag(name: str) -> str:
    return name if name.startswith("storage-") else "storage-" + name.replace("/", "-")
