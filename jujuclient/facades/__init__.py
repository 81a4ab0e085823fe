"""Every client-facing facade of Juju 1.18 to 4.1, one module each.

    >>> from jujuclient.facades.spaces import Spaces

Importing this package imports no facade: ``load("Spaces")`` imports that one, and so does
``facades.spaces``, at its first use. ``python -m jujuclient.facades`` prints the table, and
``docs/facades.md`` is made from it.
"""

# No annotations from __future__ here: the name is a facade's.
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from jujuclient.facades import index

if TYPE_CHECKING:
    from jujuclient.facades import (
        action as action,
        admin as admin,
        all_env_watcher as all_env_watcher,
        all_model_watcher as all_model_watcher,
        all_watcher as all_watcher,
        annotations as annotations,
        application as application,
        application_offers as application_offers,
        application_types as application_types,
        backups as backups,
        block as block,
        bundle as bundle,
        charm_hub as charm_hub,
        charms as charms,
        client as client,
        client_types as client_types,
        cloud as cloud,
        common as common,
        common_charms as common_charms,
        common_models as common_models,
        common_storage as common_storage,
        controller as controller,
        credential_manager as credential_manager,
        environment_manager as environment_manager,
        firewall_rules as firewall_rules,
        high_availability as high_availability,
        image_manager as image_manager,
        image_metadata as image_metadata,
        image_metadata_manager as image_metadata_manager,
        key_manager as key_manager,
        legacy_payloads as legacy_payloads,
        machine_manager as machine_manager,
        metrics_debug as metrics_debug,
        model_config as model_config,
        model_generation as model_generation,
        model_manager as model_manager,
        model_summary_watcher as model_summary_watcher,
        model_upgrader as model_upgrader,
        notify_watcher as notify_watcher,
        offered_applications as offered_applications,
        payloads as payloads,
        pinger as pinger,
        resources as resources,
        secret_backends as secret_backends,
        secrets as secrets,
        service as service,
        spaces as spaces,
        ssh_client as ssh_client,
        storage as storage,
        strings_watcher as strings_watcher,
        subnets as subnets,
        system_manager as system_manager,
        user_manager as user_manager,
        watching as watching,
    )
    from jujuclient.wire.schema import Facade, Method

__all__ = ["index", "load", "method", "names", "negotiate"]


def names() -> tuple[str, ...]:
    """Every declared facade, by its name on the wire."""
    return tuple(index.declared())


def load(name: str) -> "type[Facade] | None":
    """The declaration of a facade, importing the one module it is in; None where none is declared."""
    if name not in index.declared():
        return None
    module: Any = import_module(f"{__name__}.{index.module(name)}")
    found: type[Facade] = getattr(module, "LegacyPayloads" if name == "payloads" else name)
    return found


def method(facade: str, version: int, wire: str, series: str = "") -> "Method | None":
    """The declaration of a method in one version of a facade; None where there is none.

    Args:
        facade, version, wire: as on the wire, such as "Spaces", 6, "CreateSpaces".
        series: the controller's, where several serve one version and differ; "" for the newest.
    """
    declared = load(facade)
    return declared.method(wire, version, series) if declared and version in declared.versions else None


def negotiate(offered: Mapping[str, Iterable[int]]) -> dict[str, int]:
    """The newest version of each facade that both sides have.

    A facade that is not declared here, or of which no version is common, is left out in silence.
    """
    declared = index.declared()
    common = {name: set(declared.get(name, ())) & set(numbers) for name, numbers in offered.items()}
    return {name: max(numbers) for name, numbers in common.items() if numbers}


def _find(name: str) -> Any:
    # jujuclient up to 0.54 had its base of facades under this path.
    if name in ("BaseFacade", "TAG_PREFIXES"):
        return getattr(import_module("jujuclient.classic.basefacade"), name)
    try:
        return import_module(f"{__name__}.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"{__name__}.{name}":
            raise
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None


if not TYPE_CHECKING:  # to a type checker, a name that is not imported above is a mistake
    __getattr__ = _find
