"""The config of the controller: its defaults per series, and what may change once it runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from fakejuju.certs import certificates
from fakejuju.refused import Refused
from fakejuju.simulation import Simulation

_SINCE_2_0: dict[str, Any] = {
    "auditing-enabled": False,
    "max-txn-log-size": "10M",
    "set-numa-control-policy": False,
    "state-port": 1234,
}
_SINCE_2_6: dict[str, Any] = {
    "audit-log-capture-args": True,
    "audit-log-max-backups": 5,
    "audit-log-max-size": "200M",
    "model-logs-size": "1M",
}
_SINCE_2_8: dict[str, Any] = {"model-logfile-max-backups": 1, "model-logfile-max-size": "1M"}
_UP_TO_3: dict[str, Any] = {"agent-ratelimit-max": 0}
_SINCE_3_3: dict[str, Any] = {"query-tracing-threshold": "1s"}
_SINCE_4_0: dict[str, Any] = {
    "agent-logfile-max-backups": 2,
    "agent-logfile-max-size": "100M",
    "audit-log-exclude-methods": "ReadOnlyMethods",
    "dqlite-busy-timeout": "1s",
    "http-server-read-timeout": 0,
    "http-server-write-timeout": 0,
    "idle-connection-timeout": 30_000_000_000,
    "jujud-controller-snap-source": "legacy",
    "max-agent-state-size": 524288,
    "max-charm-state-size": 2097152,
    "max-debug-log-duration": "24h0m0s",
    "max-prune-txn-batch-size": 1000000,
    "max-prune-txn-passes": 100,
    "migration-agent-wait-time": "15m0s",
    "object-store-type": "file",
    "open-telemetry-enabled": False,
    "open-telemetry-insecure": False,
    "open-telemetry-sample-ratio": "0.10",
    "open-telemetry-stack-traces": False,
    "open-telemetry-tail-sampling-threshold": "1ms",
    "prune-txn-query-count": 1000,
    "prune-txn-sleep-time": "10ms",
    "query-tracing-enabled": False,
    "query-tracing-threshold": "1s",
    "ssh-max-concurrent-connections": 100,
    "ssh-server-port": 17022,
}
_FIXED = frozenset({
    "allow-model-access", "api-port", "audit-log-max-backups", "audit-log-max-size", "autocert-dns-name",
    "autocert-url", "bootstrap-time-out", "ca-cert", "caas-operator-image-path", "controller-uuid",
    "identity-public-key", "identity-url", "login-token-refresh-url", "model-logs-size",
    "set-numa-control-policy", "ssh-server-port", "state-port",
})  # fmt: skip
"""What is given at bootstrap and never changes."""
_MORE = frozenset({
    "agent-ratelimit-rate", "api-port-open-delay", "application-resource-download-limit", "caas-image-repo",
    "controller-api-port", "controller-name", "controller-resource-download-limit", "features",
    "juju-ha-space", "juju-mgmt-space", "metering-url", "mongo-memory-profile", "object-store-s3-endpoint",
    "object-store-s3-static-key", "object-store-s3-static-secret", "object-store-s3-static-session",
    "open-telemetry-endpoint", "public-dns-address", "system-ssh-keys",
})  # fmt: skip
"""What may be set and has no value before."""

_BEGUN_4 = frozenset({
    *(_FIXED - {"audit-log-max-backups", "audit-log-max-size"}),
    "jujud-controller-snap-source", "max-txn-log-size", "system-ssh-keys",
})  # fmt: skip
"""What 4.x keeps as it was at bootstrap."""
_GONE_4 = frozenset({
    "api-port-open-delay", "bootstrap-time-out", "controller-api-port", "juju-ha-space", "metering-url",
    "model-logs-size", "mongo-memory-profile", "state-port",
})  # fmt: skip
"""What 4.x does not know any more."""


def controller_config(sim: Simulation, endpoint: str) -> dict[str, Any]:
    """Key to value, sorted.

    Args:
        sim: the controller.
        endpoint: where it listens, ``host:port``.
    """
    port = endpoint.rpartition(":")[2]
    found = {
        **_defaults(sim.series.version),
        "api-port": int(port) if port.isdigit() else 17070,
        "ca-cert": certificates().ca,
        "controller-uuid": sim.controller.uuid,
        **sim.controller.config,
    }
    return dict(sorted(found.items()))


def _defaults(series: tuple[int, int]) -> dict[str, Any]:
    """Recorded on 2.9.52, 3.6.28 and 4.0.15."""
    found = dict(_SINCE_2_0)
    for first, more in (((2, 6), _SINCE_2_6), ((2, 8), _SINCE_2_8), ((3, 3), _SINCE_3_3)):
        if series >= first:
            found.update(more)
    if (2, 8) <= series < (4, 0):
        found.update(_UP_TO_3)
    if series >= (4, 0):
        found.update(_SINCE_4_0)
        found.pop("state-port")
        found.pop("model-logs-size")
    return found


def set_config(sim: Simulation, given: Mapping[str, Any]) -> None:
    """Change what may change; in a transaction."""
    new = sim.series.version >= (4, 0)
    known = {*_defaults(sim.series.version), *_FIXED, *_MORE, *_SINCE_4_0} - (_GONE_4 if new else set())
    for key in given:
        if key not in known:
            raise Refused(f'unknown controller config setting "{key}"')
        if key in (_BEGUN_4 if new else _FIXED):
            cannot = "can not" if new else "can't"
            raise Refused(f'{cannot} change "{key}" after bootstrap')
    controller = sim.controller
    sim.state.put(replace(controller, config={**controller.config, **given}))
