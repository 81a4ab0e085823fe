"""MetricsDebug: metrics that units send, for debugging."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import Entity, Error, ErrorResults
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, Bulk, UnsetType, Wire, versions


class EntityMetrics(Wire):
    """An item of ``results`` in ``MetricResults``, or its error. Juju 2.0 to 3.3."""

    error: Error | UnsetType = UNSET
    metrics: list[MetricResult] | UnsetType = UNSET


class MeterStatusParam(Wire):
    """An item of ``statues`` in ``MetricsDebug.set_meter_status``. Juju 2.0 to 3.3."""

    tag: str
    code: str
    info: str | UnsetType = UNSET


class MetricResult(Wire):
    """An item of ``metrics`` in ``EntityMetrics``. Juju 2.0 to 3.3."""

    key: str
    time: str
    unit: str
    value: str
    labels: Annotated[dict[str, str] | UnsetType | None, versions(first="2.6")] = UNSET


class MetricResults(Wire, Bulk[EntityMetrics]):
    """What ``MetricsDebug.get_metrics`` answers with. Juju 2.0 to 3.3."""

    results: list[EntityMetrics] | None


class MetricsDebug(Facade, name="MetricsDebug", versions=(2,)):
    """Metrics that units send, for debugging. Juju 2.0 to 3.3."""

    @call("GetMetrics")
    def get_metrics(self, entities: list[Entity]) -> MetricResults:
        """The last metrics that the entities, or all units, have sent."""

    @call("SetMeterStatus")
    def set_meter_status(self, statues: list[MeterStatusParam]) -> ErrorResults:
        """Set the meter status of units or of an application's units."""
