"""Block: keep a model from being changed by mistake."""

from __future__ import annotations

from fakejuju.handlers.call import Call, Refused
from fakejuju.state.controller import Block as Kept
from jujuclient.facades.block import Block, BlockResult, BlockResults, ModelBlock
from jujuclient.facades.common import Error, ErrorResult
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType

_TYPES = ("BlockDestroy", "BlockRemove", "BlockChange")


@answers(Block.list_)
def list_blocks(call: Call) -> BlockResults:
    """The blocks that are on, oldest first."""
    call.need_read()
    kind = "model" if call.juju >= (2, 0) else "environment"
    tag = f"{kind}-{call.model_uuid}"
    found = [
        BlockResult(result=ModelBlock(tag=tag, id=block.id, type=block.type, message=block.message or UNSET))
        for block in call.all(Kept)
    ]
    return BlockResults(results=found or UNSET)


@answers(Block.switch_block_on)
def switch_block_on(call: Call, type: str, *, message: str | UnsetType = UNSET) -> ErrorResult:
    """Put a block on; once more gives it another message since 2.0, and is an error before."""
    call.need_write()
    if type not in _TYPES:
        raise Refused(f"unknown block type {type}")
    words = message or ""
    before = call.find(Kept, type)
    if before is not None and call.juju < (2, 0):
        return ErrorResult(error=Error(message=f"block {type} is already ON", code=""))
    with call.state.transaction() as state:
        id = before.id if before is not None else _new_id(call)
        state.put(Kept(model=call.model_uuid, id=id, type=type, message=words))
    return ErrorResult()


def _new_id(call: Call) -> str:
    if call.juju >= (4, 0):
        return call.simulation.seeds.uuid("block")
    return f"{call.model_uuid}:{call.state.number('block', call.model_uuid)}"


@answers(Block.switch_block_off)
def switch_block_off(call: Call, type: str, *, message: str | UnsetType = UNSET) -> ErrorResult:
    """Take a block off; of one that is not on only Juju 1 complains."""
    call.need_write()
    block = call.find(Kept, type)
    if block is None:
        if call.juju < (2, 0):
            return ErrorResult(error=Error(message=f"block {type} is already OFF", code=""))
        return ErrorResult()
    with call.state.transaction() as state:
        state.remove(block)
    return ErrorResult()
