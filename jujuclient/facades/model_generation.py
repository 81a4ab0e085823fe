"""ModelGeneration: branches of a model's config."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import Entity, Error, ErrorResult, ErrorResults, IntResult
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, Json, UnsetType, Wire, versions


class BoolResult(Wire):
    """Yes or no, or the error in its place. Juju 2.6 to 3.6."""

    result: bool
    error: Error | UnsetType = UNSET


class BranchResults(Wire):
    """What ``ModelGeneration.branch_info`` and one more answer with. Juju 2.8 to 3.6."""

    generations: list[Generation] | None
    error: Error | UnsetType = UNSET


class Generation(Wire):
    """An item of ``generations`` in ``BranchResults`` and others. Juju 2.6 to 3.6."""

    branch: str
    applications: list[GenerationApplication] | None
    created: int
    created_by: str
    completed: Annotated[int | UnsetType, versions(first="2.8", omitempty=True)] = UNSET
    completed_by: Annotated[str | UnsetType, versions(first="2.8", omitempty=True)] = UNSET
    generation_id: Annotated[int | UnsetType, versions(first="2.8", omitempty=True)] = UNSET


class GenerationApplication(Wire):
    """An item of ``applications`` in ``Generation``. Juju 2.6 to 3.6."""

    application: str
    config: dict[str, Json] | None
    progress: str
    pending: list[str] | UnsetType = UNSET
    tracking: list[str] | UnsetType = UNSET


class GenerationResult(Wire):
    """What ``ModelGeneration.show_commit`` answers with. Juju 2.8 to 3.6."""

    generation: Generation
    error: Error | UnsetType = UNSET


class GenerationResults(Wire):
    """What ``ModelGeneration.branch_info_2_6`` answers with. Juju 2.6 only."""

    generations: list[Generation] | None
    error: Error | UnsetType = UNSET


class ModelGeneration(Facade, name="ModelGeneration", versions=range(1, 5)):
    """Branches of a model's config. Juju 2.6 to 3.6."""

    @call("AbortBranch")
    def abort_branch(self, branch: str) -> ErrorResult:
        """Give up a branch; an error once units track it."""

    @call("AddBranch")
    def add_branch(self, branch: str) -> ErrorResult:
        """Start a branch of the model's config."""

    @call("BranchInfo", first="2.8")
    def branch_info(self, branches: list[str], *, detailed: bool | UnsetType = UNSET) -> BranchResults:
        """The branches, what they change and which units track them. Juju 2.8 to 3.6."""

    @call("BranchInfo", last="2.6")
    def branch_info_2_6(
        self, branches: list[str], *, detailed: bool | UnsetType = UNSET
    ) -> GenerationResults:
        """The branches, what they change and which units track them. Juju 2.6 only."""

    @call("CommitBranch")
    def commit_branch(self, branch: str) -> IntResult:
        """Make a branch's changes the model's; answers with the number of the commit."""

    @call("HasActiveBranch")
    def has_active_branch(self, branch: str) -> BoolResult:
        """Whether a branch of that name is in progress."""

    @call("ListCommits", first="2.8")
    def list_commits(self) -> BranchResults:
        """The branches that were committed. Juju 2.8 to 3.6."""

    @call("ShowCommit", first="2.8")
    def show_commit(self, generation_id: int) -> GenerationResult:
        """What one commit changed. Juju 2.8 to 3.6."""

    @call("TrackBranch")
    def track_branch(
        self,
        entities: list[Entity],
        branch: str,
        *,
        num_units: Annotated[int | UnsetType, versions(first="2.8")] = UNSET,
    ) -> ErrorResults:
        """Let units or a number of an application's units follow a branch."""
