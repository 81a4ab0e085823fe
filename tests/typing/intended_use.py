"""How the table is meant to be used; mypy and basedpyright read this, nothing runs it."""

from __future__ import annotations

import jujuclient
from jujuclient import facades
from jujuclient.errors import APIError
from jujuclient.facades.application import Application
from jujuclient.facades.application_types import ApplicationDeploy
from jujuclient.facades.client import Client
from jujuclient.facades.client_types import FullStatus
from jujuclient.facades.common import AllWatcherId, Constraints, Entity, ErrorResult, ErrorResults
from jujuclient.facades.spaces import CreateSpaceParams, Spaces
from jujuclient.facades.watching import AllWatch, watch
from jujuclient.wire.schema import Caller, Method, answers, handled
from jujuclient.wire.struct import UNSET, BulkError, UnsetType, each, entries


def verbs() -> bool:
    """The names of the package are typed, though they are loaded lazily."""
    with jujuclient.Model.connect("prod:admin/web") as model:
        model.deploy("postgresql", num_units=2, config={"profile": "testing"})
        status: jujuclient.Status = model.wait(jujuclient.all_active, timeout=60)
        task: jujuclient.Task = model.run("postgresql/0", "backup")
        units = [name for name, unit in status.apps["postgresql"].units.items() if unit.is_active]
        return task.success and bool(units)


def calls(caller: Caller) -> None:
    """Calls take and give what the declaration says."""
    spaces = Spaces(caller, 6)
    made: ErrorResults = spaces.create_spaces([CreateSpaceParams("space-db", cidrs=["10.0.0.0/24"])])
    made.raise_all()
    application = Application(caller, 22, series="3.6", offered=(15, 22)).within(5)
    deployed = application.deploy(
        applications=[
            ApplicationDeploy("mysql", "ch:mysql-1", num_units=2, constraints=Constraints(mem=2048, cores=2))
        ]
    )
    for item in deployed:
        one: ErrorResult = item
        print(one.error)
    application.destroy_relation(endpoints=["mysql", "wordpress"], force=True)


def bulk(caller: Caller) -> list[ErrorResult]:
    """Good results stay at hand when a neighbour failed."""
    answer = Application(caller, 22).units_info([Entity("unit-mysql-0"), Entity("unit-mysql-1")])
    try:
        answer.raise_first()
        answer.raise_all()
    except BulkError as error:
        first: dict[int, APIError] = error.errors
        print(first, answer.good, answer.errors, len(answer), answer[0].error)
    return Spaces(caller, 6).create_spaces([]).good


def status(caller: Caller) -> dict[str, str]:
    """Absent and null are in the types, and ``each`` and ``entries`` take them away."""
    full: FullStatus = Client(caller, 8).full_status(patterns=["mysql"])
    found: dict[str, str] = {}
    for name, application in entries(full.applications).items():
        found[name] = application.charm
        for unit, told in entries(application.units).items():
            version: str | UnsetType = told.workload_version
            if version is not UNSET:
                found[unit] = version
    print([endpoint.role for relation in each(full.relations) for endpoint in each(relation.endpoints)])
    return found


def watching(caller: Caller) -> None:
    """Watchers iterate."""
    started: AllWatcherId = Client(caller, 6).watch_all()
    changes: AllWatch
    with watch(caller, started) as changes:
        for deltas in changes:
            print(len(deltas))
            break
        print(changes.next(timeout=3.5))


@answers(Spaces.create_spaces)
def create_spaces(state: dict[str, str], spaces: list[CreateSpaceParams]) -> ErrorResults:
    """A handler of the fake: what it is given, then the stub's own parameters."""
    state.update({space.space_tag: "made" for space in spaces})
    return ErrorResults([ErrorResult() for _ in spaces])


@answers(Client.full_status)
def full_status(
    state: dict[str, str],
    *,
    include_storage: bool | UnsetType = UNSET,
    patterns: list[str] | UnsetType = UNSET,
) -> FullStatus:
    """A handler of a method whose parameters may be left out."""
    raise NotImplementedError(state, include_storage, patterns)


def table() -> None:
    """The table can be asked."""
    declared: Method | None = facades.method("Spaces", 6, "CreateSpaces", "3.6")
    if declared is not None:
        print(declared.parks, declared.secret_paths("params", 6), declared.doc)
    print(facades.names(), facades.load("Spaces"), facades.negotiate({"Spaces": [5, 6, 7]}))
    bound: Method | None = handled(create_spaces)
    print(bound)
