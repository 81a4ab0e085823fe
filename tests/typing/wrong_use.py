"""Mistakes that a type checker must find, one to each line that says so; nothing runs this."""

from __future__ import annotations

from jujuclient.facades.application import Application
from jujuclient.facades.common import Entity, ErrorResult, ErrorResults, StringResults
from jujuclient.facades.spaces import CreateSpaceParams, ListSpacesResults, Spaces
from jujuclient.wire.schema import Caller, answers


@answers(Spaces.create_spaces)  # WRONG: the parameter has another type
def takes_texts(state: object, spaces: list[str]) -> ErrorResults:
    """Its parameter is not the stub's."""
    raise NotImplementedError(state, spaces)


@answers(Spaces.create_spaces)  # WRONG: the parameter has another name
def takes_rooms(state: object, rooms: list[CreateSpaceParams]) -> ErrorResults:
    """Its parameter is called otherwise."""
    raise NotImplementedError(state, rooms)


@answers(Spaces.create_spaces)  # WRONG: the result has another type
def gives_texts(state: object, spaces: list[CreateSpaceParams]) -> StringResults:
    """Its result is not the stub's."""
    raise NotImplementedError(state, spaces)


@answers(Spaces.list_spaces)  # WRONG: there is no such parameter
def takes_more(state: object, filters: list[str]) -> ListSpacesResults:
    """The stub has no parameter."""
    raise NotImplementedError(state, filters)


def calls(caller: Caller) -> None:
    """Calls that do not fit."""
    Spaces(caller, 6).create_spaces(["space-db"])  # WRONG: a text is no space
    Spaces(caller, 6).create_space([])  # WRONG: no such method
    Application(caller, 22).leader()  # WRONG: a parameter is missing
    Application(caller, 22).units_info([Entity(5)])  # WRONG: a tag is text
    made: StringResults = Spaces(caller, 6).create_spaces([])  # WRONG: another result
    print(made, ErrorResult(error="no"))  # WRONG: an error is an Error
