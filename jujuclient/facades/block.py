"""Block: blocks that keep a model from being changed by mistake."""

from __future__ import annotations

from jujuclient.facades.common import Error, ErrorResult
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, Bulk, UnsetType, Wire


class BlockResult(Wire):
    """An item of ``results`` in ``BlockResults``, or its error. Juju 1.23 and later."""

    __juju1__ = "kebab"

    result: ModelBlock | None
    error: Error | UnsetType = UNSET


class BlockResults(Wire, Bulk[BlockResult]):
    """What ``Block.list_`` answers with. Juju 1.23 and later."""

    __juju1__ = "kebab"

    results: list[BlockResult] | UnsetType = UNSET


class ModelBlock(Wire):
    """A block that is on: its type and the message that those who run into it get. Juju 1.23 and later."""

    __juju1__ = "kebab"

    tag: str
    id: str
    type: str
    message: str | UnsetType = UNSET


class Block(Facade, name="Block", versions=(1, 2), juju1=(1,)):
    """Blocks that keep a model from being changed by mistake. Juju 1.23 and later."""

    @call("List")
    def list_(self) -> BlockResults:
        """The blocks that are on in this model."""

    @call("SwitchBlockOff", juju1="kebab")
    def switch_block_off(self, type: str, *, message: str | UnsetType = UNSET) -> ErrorResult:
        """Remove a block; an error if it is not on."""

    @call("SwitchBlockOn", juju1="kebab")
    def switch_block_on(self, type: str, *, message: str | UnsetType = UNSET) -> ErrorResult:
        """Put a block (BlockDestroy, BlockRemove or BlockChange) on the model.

        Calls that it stops fail with ``operation is blocked``.
        """
