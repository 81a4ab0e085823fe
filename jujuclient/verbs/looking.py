"""What an application is, whole: its settings with their types, its constraints, what the charm offers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from jujuclient import facades
from jujuclient.errors import InvalidInput, NotFound
from jujuclient.verbs.base import Verbs
from jujuclient.verbs.reading import all_good, only, plain_constraints, sent, tag_of, told
from jujuclient.verbs.values import ConstraintValue
from jujuclient.wire.struct import UnsetType

if TYPE_CHECKING:
    from jujuclient.verbs.types import ApplicationInfo, Settings


class LookVerbs(Verbs):
    """What ``Model`` tells of applications."""

    def constraints(self, app: str) -> dict[str, ConstraintValue]:
        """What machines of an application's units to come must have."""
        if self.series < (2, 0):
            return plain_constraints(
                self._facade(facades.client.Client).get_service_constraints(app).constraints
            )
        facade = self._facade(facades.application.Application)
        if facade.version < 5:
            return plain_constraints(facade.get_constraints_v4(app).constraints)
        return plain_constraints(
            only(facade.get_constraints([facades.common.Entity(f"application-{app}")])).constraints
        )

    def model_config_sources(self) -> dict[str, tuple[Any, str]]:
        """The model's config: name to value and source: default, controller, region or model."""
        if self.series < (2, 0):
            found = self._facade(facades.client.Client).environment_get().config or {}
            return {name: (value, "model") for name, value in found.items()}
        told_of = self._facade(facades.model_config.ModelConfig).model_get().config or {}
        return {name: (one.value, one.source) for name, one in told_of.items()}

    def resolved(self, *unit: str, retry: bool = True, all: bool = False) -> None:
        """Mark units in error as resolved.

        Args:
            retry: run the hook that failed again.
            all: every unit in error (2.6 and later).

        Raises:
            ValueError: neither units nor all of them, or both.
        """
        if bool(unit) == all:
            raise InvalidInput("name the units that are resolved, or all of them, one of the two")
        if self._best("Application") < 6:
            for name in unit:
                self._facade(facades.client.Client).resolved(name, retry=retry)
            return
        tags = facades.common.Entities([facades.common.Entity(tag_of("unit", name)) for name in unit])
        answer = self._facade(facades.application.Application).resolve_unit_errors(
            all=sent(all), retry=sent(retry), tags=sent(tags if unit else None)
        )
        all_good(answer)

    def settings(self, app: str) -> Settings:
        """The settings of an application, each with its type and where its value comes from."""
        from jujuclient.verbs.types import Settings

        if self.series < (2, 0):
            old = self._ask("Client", "ServiceGet", {"ServiceName": app})
            return Settings(str(old["Service"]), str(old["Charm"]), dict(old.get("Config") or {}))
        found = self._ask("Application", "Get", {"application": app})
        return Settings(
            str(found["application"]),
            str(found["charm"]),
            dict(found.get("config") or {}),
            dict(found.get("application-config") or {}),
        )

    def show_application(self, app: str) -> ApplicationInfo:
        """An application. Juju 2.6 and later.

        Raises:
            NotFound: there is none.
        """
        from jujuclient.verbs.types import ApplicationInfo

        found = only(
            self._facade(facades.application.Application).applications_info(
                [facades.common.Entity(f"application-{app}")]
            )
        ).result
        if isinstance(found, UnsetType):
            raise NotFound(f'application "{app}" not found', code="not found")
        limits = found.constraints
        return ApplicationInfo(
            name=app,
            charm=told(found.charm, ""),
            base=_base(found),
            channel=told(found.channel, ""),
            constraints={} if isinstance(limits, UnsetType) else plain_constraints(limits),
            principal=found.principal,
            exposed=found.exposed,
            remote=found.remote,
            life=told(found.life, ""),
            endpoint_bindings=dict(told(found.endpoint_bindings, {})),
            exposed_endpoints={
                name: _exposed(one) for name, one in told(found.exposed_endpoints, {}).items()
            },
        )


def _base(found: Any) -> str:
    base = found.base
    if not isinstance(base, UnsetType) and base.name:
        return f"{base.name}@{base.channel.partition('/')[0]}"
    return str(told(found.series, ""))


def _exposed(one: Any) -> dict[str, list[str]]:
    named: Mapping[str, Any] = {
        "expose-to-spaces": told(one.expose_to_spaces, []), "expose-to-cidrs": told(one.expose_to_cidrs, [])
    }  # fmt: skip
    return {name: list(values) for name, values in named.items() if values}
