"""Applications: scale, configure, expose, refresh, remove."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from jujuclient import facades
from jujuclient.errors import InvalidInput, JujuError, NotFound, NotSupported
from jujuclient.status import Status
from jujuclient.verbs.base import many
from jujuclient.verbs.deploying import DeployVerbs, storage_directive, storage_tag, wanted_base
from jujuclient.verbs.values import (
    ConfigValue,
    ConstraintValue,
    config_text,
    config_value,
    constraints,
    placement,
    series_of,
)
from jujuclient.wire.tags import Channel, CharmURL


class ApplicationVerbs(DeployVerbs):
    """What ``Model`` does with applications."""

    def add_unit(
        self,
        app: str,
        *,
        attach_storage: str | Iterable[str] | None = None,
        num_units: int = 1,
        to: str | Iterable[str] | None = None,
    ) -> list[str]:
        """Add units to an application; their names."""
        if num_units < 1:
            raise InvalidInput(f"num_units is {num_units}; add one unit at least")
        if self.series < (2, 0):
            params: dict[str, Any] = {"ServiceName": app, "NumUnits": num_units}
            if to is not None:
                params["ToMachineSpec"] = many(to)[0]
            return list(self._ask("Client", "AddServiceUnits", params)["Units"])
        asked: dict[str, Any] = {"application": app, "num-units": num_units}
        if to is not None:
            asked["placement"] = [placement(one, self.access.model_uuid) for one in many(to)]
        if attach_storage is not None:
            asked["attach-storage"] = [storage_tag(one) for one in many(attach_storage)]
        return list(self._ask("Application", "AddUnits", asked)["units"])

    def remove_unit(
        self, *app_or_unit: str, destroy_storage: bool = False, force: bool = False, num_units: int = 0
    ) -> None:
        """Remove units by name; of a Kubernetes application, ``num_units`` of them."""
        if num_units:
            scaled = [
                {"application-tag": f"application-{app}", "scale-change": -num_units} for app in app_or_unit
            ]
            self._each(self._ask("Application", "ScaleApplications", {"applications": scaled})["results"])
            return
        for name in app_or_unit:
            if "/" not in name:
                raise InvalidInput(f"{name!r} is no unit; write one such as {name}/0, or give num_units")
        if self.series < (2, 0):
            self._ask("Client", "DestroyServiceUnits", {"UnitNames": list(app_or_unit)})
            return
        units = [
            {"unit-tag": _unit_tag(name), "destroy-storage": destroy_storage, "force": force}
            for name in app_or_unit
        ]
        self._each(self._ask("Application", "DestroyUnit", {"units": units})["results"])

    def remove_application(self, *app: str, destroy_storage: bool = False, force: bool = False) -> None:
        """Remove applications; their units go once their agents have finished."""
        if self.series < (2, 0):
            for name in app:
                self._ask("Client", "ServiceDestroy", {"ServiceName": name})
            return
        asked = [
            {"application-tag": f"application-{name}", "destroy-storage": destroy_storage, "force": force}
            for name in app
        ]
        self._each(self._ask("Application", "DestroyApplication", {"applications": asked})["results"])

    def config(
        self,
        app: str,
        values: Mapping[str, ConfigValue] | None = None,
        *,
        app_config: bool = False,
        reset: str | Iterable[str] = (),
    ) -> dict[str, ConfigValue] | None:
        """Read the configuration of an application; with values or reset, change it.

        Args:
            values: options to set.
            app_config: read Juju's own settings of it (trust …) rather than the charm's.
            reset: options that go back to their defaults.

        Returns:
            option to value in its own type, None when something was changed.
        """
        names = many(reset)
        if values or names:
            self._change_config(
                app, {key: config_text(value) for key, value in (values or {}).items()}, names
            )
            return None
        if self.series < (2, 0):
            told = self._ask("Client", "ServiceGet", {"ServiceName": app})["Config"]
        else:
            found = self._ask("Application", "Get", {"application": app})
            told = found.get("application-config" if app_config else "config") or {}
        return {key: value for key, one in told.items() if (value := config_value(one)) is not None}

    def _change_config(self, app: str, values: dict[str, str], reset: list[str]) -> None:
        if self.series < (2, 0):
            if reset:
                self._ask("Client", "ServiceUnset", {"ServiceName": app, "Options": reset})
            if values:
                self._ask("Client", "ServiceSet", {"ServiceName": app, "Options": values})
            return
        if reset:
            asked = {"Args": [{"application": app, "options": reset}]}
            self._each(self._ask("Application", "UnsetApplicationsConfig", asked)["results"])
        if values:
            self._set_config(app, values)

    def _set_config(self, app: str, values: dict[str, str]) -> None:
        if self._best("Application") >= 13:
            asked = [{"application": app, "config": values, "config-yaml": ""}]
            self._each(self._ask("Application", "SetConfigs", {"Args": asked})["results"])
        else:
            self._ask("Application", "Set", {"application": app, "options": values})

    def trust(self, app: str, *, remove: bool = False, scope: str | None = None) -> None:
        """Give an application the model's cloud credentials, or take them back."""
        del scope  # of Kubernetes; the controller takes it as given
        self._set_config(app, {"trust": "false" if remove else "true"})

    def expose(self, app: str) -> None:
        """Open an application to the world."""
        if self.series < (2, 0):
            self._ask("Client", "ServiceExpose", {"ServiceName": app})
        else:
            self._ask("Application", "Expose", {"application": app})

    def unexpose(self, app: str) -> None:
        """Close an application to the world."""
        if self.series < (2, 0):
            self._ask("Client", "ServiceUnexpose", {"ServiceName": app})
        else:
            self._ask("Application", "Unexpose", {"application": app})

    def set_constraints(self, app: str, values: Mapping[str, ConstraintValue]) -> None:
        """Set what machines of units to come must have."""
        limits = constraints(values)
        if self.series < (2, 0):
            self._ask("Client", "SetServiceConstraints", {"ServiceName": app, "Constraints": limits})
        else:
            self._ask("Application", "SetConstraints", {"application": app, "constraints": limits})

    def download_charm(self, app: str) -> bytes:
        """The archive of the charm that an application runs.

        Raises:
            NotFound: there is no such application.
        """
        from jujuclient import charms

        if self.series < (2, 9):
            return charms.download(self.access, self._status_charm(app), juju=self.series)
        url, origin = self._current_charm(app)
        return charms.download(self.access, url, sha256=origin.get("hash") or "", juju=self.series)

    def _current_charm(self, app: str) -> tuple[str, dict[str, Any]]:
        """The URL and the origin of an application's charm. Juju 2.9 and later."""
        asked = self._ask("Application", "GetCharmURLOrigin", {"application": app})
        found = self._each([asked])[0]
        return found["url"], dict(found["charm-origin"])

    def _status_charm(self, app: str) -> str:
        known = Status.read(self._facade(facades.client.Client).full_status(patterns=[app])).apps.get(app)
        if known is None:
            raise NotFound(f'application "{app}" not found', code="not found")
        return known.charm

    def refresh(
        self,
        app: str,
        *,
        base: str | None = None,
        channel: str | None = None,
        config: Mapping[str, ConfigValue] | None = None,
        force: bool = False,
        path: str | os.PathLike[str] | None = None,
        resources: Mapping[str, str] | None = None,
        revision: int | None = None,
        storage: Mapping[str, str] | None = None,
        trust: bool = False,
    ) -> None:
        """Give an application another revision of its charm: from Charmhub, or from a path.

        Args:
            resources: resource to the path of a file, or to a revision of Charmhub's.
            storage: directives for the stores of the new revision.

        Raises:
            NotSupported: a controller before 2.9, which has no Charmhub, and no path.
            JujuError: a local charm without a path.
        """
        from jujuclient import charms

        if self.series < (2, 9):
            self._refresh_old(app, path, config, force)
            return
        url, origin = self._current_charm(app)
        if path is not None:
            series = series_of(origin.get("base") or {}) or origin.get("series") or "focal"
            url = charms.upload(self.access, charms.read(path), series=series, juju=self.series)
            # What was of the charm that goes is not said of the one that comes.
            kept = {key: value for key, value in origin.items() if key not in ("hash", "id")}
            origin = kept | {"source": "local", "type": "charm", "revision": CharmURL.parse(url).revision}
        else:
            url, origin = self._next_revision(app, url, origin, channel, revision, base)
        asked: dict[str, Any] = {
            "application": app,
            "charm-url": url,
            "charm-origin": origin,
            "channel": channel or "",
            "force": force,
            "force-units": force,
            "generation": "",
        }
        announced = self._resources_to_come(app, url, resources or {})
        if announced or resources:
            metadata = {"resources": announced}
            asked["resource-ids"] = self._pending_resources(app, url, origin, metadata, resources or {})
        if storage:
            word = "storage-directives" if self.series >= (4, 0) else "storage-constraints"
            asked[word] = {key: storage_directive(text) for key, text in storage.items()}
        if config:
            asked["config-settings"] = {key: config_text(value) for key, value in config.items()}
        self._ask("Application", "SetCharm", asked)
        if trust:
            self.trust(app)

    def _resources_to_come(self, app: str, url: str, given: Mapping[str, str]) -> dict[str, Any]:
        """What a new revision declares of resources and is given, or the application has not had yet."""
        meta = self._ask("Charms", "CharmInfo", {"url": url}).get("meta") or {}
        declared = meta.get("resources") or {}
        if not declared:
            return {}
        entities = {"entities": [{"tag": f"application-{app}"}]}
        listed = self._each(self._ask("Resources", "ListResources", entities)["results"])[0]
        had = {one["name"] for one in listed.get("resources") or []}
        return {name: spec for name, spec in declared.items() if name in given or name not in had}

    def _refresh_old(
        self,
        app: str,
        path: str | os.PathLike[str] | None,
        config: Mapping[str, ConfigValue] | None,
        force: bool,
    ) -> None:
        """Before 2.9 there is no Charmhub: a charm comes from a path."""
        from jujuclient import charms

        current = CharmURL.parse(self._status_charm(app))
        if path is None:
            raise NotSupported(
                f"Charmhub needs Juju 2.9; give a path on {self.connection.server_version or '1.18'}"
            )
        url = charms.upload(self.access, charms.read(path), series=current.series, juju=self.series)
        if self.series < (2, 0):
            self._ask("Client", "ServiceSetCharm", {"ServiceName": app, "CharmUrl": url, "Force": force})
        else:
            asked = {"application": app, "charm-url": url, "force-units": force, "force-series": force}
            self._ask("Application", "SetCharm", asked)
        if config:
            self.config(app, config)

    def _next_revision(
        self,
        app: str,
        url: str,
        origin: dict[str, Any],
        channel: str | None,
        revision: int | None,
        base: str | None,
    ) -> tuple[str, dict[str, Any]]:
        if not url.startswith("ch:"):
            raise JujuError(f"{app} runs the local charm {url}; give the path of the one to refresh to")
        asked = {
            key: value
            for key, value in origin.items()
            if key not in ("id", "hash", "revision", "instance-key")
        }
        if channel:
            to = Channel.parse(channel)
            asked |= {"risk": to.risk, "track": to.track or origin.get("track")}
            asked |= {"branch": to.branch} if to.branch else {}
        if revision is not None:
            asked["revision"] = revision
        chosen = wanted_base(base)
        if chosen:
            asked["base"] = chosen
        name = url.rpartition("/")[2].rpartition("-")[0]
        resolve = {"resolve": [{"reference": name, "charm-origin": asked}]}
        found = self._each(self._ask("Charms", "ResolveCharms", resolve)["Results"])[0]
        self._ask("Charms", "AddCharm", {"url": found["url"], "charm-origin": found["charm-origin"]})
        return found["url"], found["charm-origin"]


def _unit_tag(name: str) -> str:
    return "unit-" + name.replace("/", "-")
