"""Clouds and their credentials: who may use them, and which models do."""

from __future__ import annotations

from msgspec.structs import replace

from fakejuju.simulation import Simulation
from fakejuju.state.controller import Access, Cloud, Credential, Model

AUTH_TYPES = (
    "access-key", "instance-role", "userpass", "oauth1", "oauth2", "jsonfile", "clientcertificate",
    "httpsig", "interactive", "empty", "certificate", "oauth2withcert", "service-principal-secret",
)  # fmt: skip
"""In the order in which 4.x keeps them."""

_HIDDEN = {
    "access-key": ("secret-key",),
    "userpass": ("password", "application-password"),
    "oauth1": ("maas-oauth",),
    "oauth2": ("Token", "rbac-id"),
    "jsonfile": ("file",),
    "clientcertificate": ("ClientKeyData",),
    "httpsig": ("private-key",),
    "interactive": ("trust-password", "trust-token"),
    "certificate": ("client-key", "trust-password"),
    "oauth2withcert": ("ClientKeyData", "Token"),
    "service-principal-secret": ("application-password",),
}
"""Auth type to the attributes that are not shown."""

WHITELIST = {
    "kubernetes": ("lxd", "maas", "openstack"),
    "lxd": ("lxd", "maas", "openstack"),
    "maas": ("maas", "openstack"),
    "openstack": ("openstack",),
}
"""Type of the controller's cloud to the types that may be added without force."""


def cloud_access(simulation: Simulation, user: str, cloud: str) -> str:
    """The level that a user was given on a cloud, "" for none."""
    found = simulation.state.find(Access, f"{user} cloud-{cloud}")
    return found.level if found is not None else ""


def cloud_users(simulation: Simulation, cloud: str) -> list[Access]:
    """Who may use a cloud, by name."""
    found = [access for access in simulation.state.all(Access) if access.target == f"cloud-{cloud}"]
    return sorted(found, key=lambda access: access.user)


def models_on(simulation: Simulation, cloud: str) -> list[Model]:
    """The models of a cloud."""
    return [model for model in simulation.state.all(Model) if model.cloud == cloud]


def models_with(simulation: Simulation, credential: str) -> list[Model]:
    """The models that use a credential and are not dead, by uuid."""
    found = [
        model
        for model in simulation.state.all(Model)
        if model.credential == credential and model.life != "dead"
    ]
    return sorted(found, key=lambda model: model.uuid)


def remove_cloud(simulation: Simulation, cloud: Cloud) -> None:
    """Take a cloud away, with its credentials and who may use it. Inside a transaction."""
    state = simulation.state
    state.remove(cloud)
    for access in cloud_users(simulation, cloud.name):
        state.remove(access)
    for credential in state.all(Credential):
        if credential.cloud == cloud.name:
            state.remove(credential)


def shown(credential: Credential) -> tuple[dict[str, str], list[str]]:
    """The attributes that are shown, and the names of the others."""
    hidden = _HIDDEN.get(credential.auth_type, ())
    attributes = dict(sorted(credential.attributes.items()))
    return (
        {key: value for key, value in attributes.items() if key not in hidden},
        [key for key in attributes if key in hidden],
    )


def put_credential(simulation: Simulation, credential: Credential) -> Credential:
    """Add a credential or replace it; it counts as valid again. Inside a transaction."""
    return simulation.state.put(replace(credential, valid=True, invalid_reason="", revoked=False))


def invalidate(simulation: Simulation, credential: Credential, reason: str) -> None:
    """Mark a credential as not valid: its models are suspended. Inside a transaction."""
    simulation.state.put(replace(credential, valid=False, invalid_reason=reason))


def revoke_credential(simulation: Simulation, credential: Credential) -> None:
    """Take a credential away; its models have none any more. Inside a transaction."""
    for model in models_with(simulation, credential.key):
        simulation.state.put(replace(model, credential=""))
    simulation.state.remove(credential)
