"""ModelManager: what is in models, for debugging."""

from __future__ import annotations

from fakejuju.handlers.call import Call, Refused, denied, each, not_found, tag_of
from fakejuju.projections.dump import documents, dump
from fakejuju.state.controller import Model
from jujuclient.facades.common import Entity, StringResult, StringResults
from jujuclient.facades.model_manager import MapResult, MapResults, ModelManager
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType


def _model(call: Call, entity: Entity) -> Model:
    uuid = tag_of(entity.tag, "model").id
    if not call.can("admin", uuid):
        denied()
    return call.state.find(Model, uuid) or not_found("model", uuid)


@answers(ModelManager.dump_models)
def dump_models(call: Call, entities: list[Entity], *, simplified: bool | UnsetType = UNSET) -> StringResults:
    """Each model as YAML."""
    import yaml  # only here, and not for everybody who makes a model

    def one(entity: Entity) -> StringResult:
        if simplified and call.juju >= (4, 0):
            raise Refused("simplified model dump not supported", "not supported")
        tree = dump(call.simulation, _model(call, entity))
        return StringResult(result=yaml.safe_dump(tree, sort_keys=False))

    return StringResults(results=each(entities, one, lambda error: StringResult(result="", error=error)))


@answers(ModelManager.dump_models_v2)
def dump_models_v2(call: Call, entities: list[Entity]) -> MapResults:
    """Each model as an object."""

    def one(entity: Entity) -> MapResult:
        return MapResult(result=dump(call.simulation, _model(call, entity)))

    return MapResults(results=each(entities, one, lambda error: MapResult(result=None, error=error)))


@answers(ModelManager.dump_models_db)
def dump_models_db(call: Call, entities: list[Entity]) -> MapResults:
    """The documents of each model; 4.x has no database of documents."""

    def one(entity: Entity) -> MapResult:
        if call.juju >= (4, 0):
            raise Refused("DumpModelsDB not implemented", "not implemented")
        return MapResult(result=documents(call.simulation, _model(call, entity)))

    return MapResults(results=each(entities, one, lambda error: MapResult(result=None, error=error)))
