"""Facades as declared stubs: the one table that the client calls and the fake answers.

    class Spaces(Facade, name="Spaces", versions=range(2, 7)):
        @call("CreateSpaces", since=2)
        def create_spaces(self, spaces: list[CreateSpaceParams]) -> ErrorResults:
            \"\"\"Make spaces.\"\"\"

Type checkers see the signature. At run time the decorator puts the calling in its place: hold
the call against the negotiated version and its types, encode, hand the JSON text to the
``Caller``, decode the answer. ``@answers(Spaces.create_spaces)`` binds the fake's handler to
the same declaration, and a type checker refuses a handler that does not fit it.

Nothing is worked out before it is used: importing a facade makes classes, and the shapes,
decoders and paths of a method are made at its first call.
"""

from __future__ import annotations

import functools
import inspect
import typing
from collections.abc import Callable, Collection, Iterable
from types import EllipsisType
from typing import Any, ClassVar, Concatenate, ParamSpec, Protocol, TypeVar, cast

import msgspec
from msgspec import UNSET

from jujuclient.errors import DecodeError, NotSupported
from jujuclient.wire.decoding import decode
from jujuclient.wire.encoding import Writer
from jujuclient.wire.ranges import Context, Range
from jujuclient.wire.shape import Node, Slot, Wire, extras, node_of, walk

__all__ = ["Caller", "Facade", "Method", "Response", "answers", "arguments", "call", "handled"]

F = TypeVar("F", bound=Callable[..., Any])
P = ParamSpec("P")
R = TypeVar("R")
C = TypeVar("C")
Self = TypeVar("Self", bound="Facade")


class Response(Protocol):
    """What a ``Caller`` gives back: the ``response`` of a reply as JSON text."""

    @property
    def raw(self) -> str:
        """The JSON text of the result."""
        ...


class Caller(Protocol):
    """Whatever can carry a call to a controller: a connection, or a fake of one in a test."""

    def call(
        self,
        facade: str,
        version: int,
        method: str,
        params: str,
        *,
        id: str = "",
        timeout: float | EllipsisType | None = ...,
    ) -> Response:
        """Send one call and wait for its answer; raise when the answer is an error.

        Without a timeout the caller's own holds; None waits for as long as it takes.
        """
        ...


class Method:
    """One declared method of a facade.

    Attributes:
        wire: its name on the wire, ``CreateSpaces``.
        name: its name in Python, ``create_spaces``.
        facade: the class it belongs to.
        range: the versions and series that have it.
        parks: True if the controller answers only when something happens.
        whole: the one parameter that is the params itself, rather than a key of them; or "".
        doc: the docstring.
    """

    __slots__ = ("__dict__", "_function", "facade", "name", "parks", "range", "spelling", "whole", "wire")
    facade: type[Facade]

    def __init__(
        self,
        wire: str,
        function: Callable[..., Any],
        range_: Range,
        *,
        parks: bool,
        whole: str,
        spelling: str,
    ) -> None:
        self.wire = wire
        self.name = function.__name__
        self.range = range_
        self.parks = parks
        self.whole = whole
        self.spelling = spelling
        self._function = function

    def __repr__(self) -> str:
        return f"<{self.facade.name}.{self.wire} {self.range.describe(self.facade.name) or 'every version'}>"

    @property
    def doc(self) -> str:
        """The docstring of the stub."""
        return inspect.getdoc(self._function) or ""

    @functools.cached_property
    def _hints(self) -> dict[str, Any]:
        return typing.get_type_hints(self._function, include_extras=True)

    @functools.cached_property
    def signature(self) -> inspect.Signature:
        """The signature of the stub, annotations as text."""
        return inspect.signature(self._function)

    @functools.cached_property
    def result(self) -> Any:
        """The type of the result; ``NoneType`` where the controller answers with nothing."""
        return self._hints["return"]

    @functools.cached_property
    def params(self) -> type[Wire]:
        """The type of the parameters: a struct with a field for each parameter of the stub."""
        fields: list[tuple[str, Any, Any]] = []
        for parameter in list(self.signature.parameters.values())[1:]:
            hint = self._hints[parameter.name]
            wire = extras(hint).get("key", "")
            given = {"name": wire} if wire and not self._shares(wire) else {}
            if parameter.default is not parameter.empty:
                given["default"] = parameter.default
            fields.append((parameter.name, hint, msgspec.field(**given)))
        title = f"{self.facade.name}{self.wire}Params"
        namespace = {
            "__juju1__": self.spelling,
            "__doc__": f"The parameters of {self.facade.name}.{self.wire}.",
        }
        made = msgspec.defstruct(
            title, fields, bases=(Wire,), namespace=namespace, module=self._function.__module__
        )
        return cast("type[Wire]", made)

    def _shares(self, wire: str) -> bool:
        """True if a key belongs to more than one parameter, each in versions of its own."""
        keys = [extras(hint).get("key", name.replace("_", "-")) for name, hint in self._hints.items()]
        return keys.count(wire) > 1

    @functools.cached_property
    def params_node(self) -> Node:
        """The parameters as the walks see them; the one parameter's own type where it is whole."""
        return node_of(self._hints[self.whole]) if self.whole else node_of(self.params)

    @functools.cached_property
    def result_node(self) -> Node:
        """The result as the walks see it."""
        return node_of(self.result)

    def is_in(self, version: int, series: str = "") -> bool:
        """True if that version of the facade has the method, on that series where it is known."""
        return self.range.holds(Context(self.facade.name, version, series))

    def context(self, version: int, series: str = "") -> Context:
        """Where a call of that version travels."""
        return _context(self, version, series)

    def encode_params(self, params: Wire, version: int, series: str = "") -> str:
        """The JSON text of the parameters.

        Raises:
            TypeError: a value of the wrong type, with its path (``applications[0].num-units``).
            NotSupported: a field that this version does not have.
        """
        return _params_writer(self, version, series)(getattr(params, self.whole) if self.whole else params)

    def decode_params(self, text: str, version: int, series: str = "") -> Wire:
        """The parameters of a request, read as Go reads them: any case, null and missing as unset.

        Raises:
            DecodeError: with the path and the raw text.
        """
        context = self.context(version, series)
        if self.whole:
            # 2.9.52 and 3.6.28 were seen to take an object for a tag, and to read nothing from it.
            hint = self._hints[self.whole]
            value = "" if text[:1] in ("", "{") else decode(text, hint, context, any_case=True)
            return self.params(**{self.whole: value})
        asked = "{}" if text in ("", "null") else text
        return cast(Wire, decode(asked, self.params, context, any_case=True))

    def encode_result(self, result: object, version: int, series: str = "") -> str:
        """The JSON text of a result as a controller writes it: what it always sends is there.

        Raises:
            TypeError: a value of the wrong type, with its path.
        """
        if self.result is type(None):
            return "{}"
        return _result_writer(self, version, series)(result)

    def decode_result(self, text: str, version: int, series: str = "") -> Any:
        """The result of an answer, in its declared type; None for a method without one.

        Raises:
            DecodeError: with the path and the raw text.
        """
        if self.result is type(None):
            return None
        try:
            return decode(text, self.result, self.context(version, series))
        except DecodeError as error:
            said = f"the answer to {self.facade.name}.{self.wire} v{version}: {error}"
            raise DecodeError(said, raw=text, path=error.path) from None

    def secret_paths(self, role: str, version: int | None = None, series: str = "") -> dict[str, str]:
        """Path to kind of secret, for each secret field that the params or the result can hold.

        Args:
            role: "params" or "result".
            version: which spelling to give the paths in; Juju 2's when None.
            series: the series, where it is known.

        Returns:
            Paths such as ``users[].password`` and ``credentials{}.attrs``; ``[]`` stands for
            each item of a list and ``{}`` for each entry of a map. All of what is below such a
            path is secret.
        """
        node = self.params_node if role == "params" else self.result_node
        found: dict[str, str] = {}

        def note(path: str, slot: Slot) -> None:
            if slot.secret:
                found[path] = slot.secret

        walk(node, note, None if version is None else self.context(version, series))
        return found


@functools.lru_cache(maxsize=4096)
def _context(method: Method, version: int, series: str) -> Context:
    return Context(method.facade.name, version, series, version in method.facade.juju1)


@functools.lru_cache(maxsize=4096)
def _params_writer(method: Method, version: int, series: str) -> Writer:
    return Writer(method.params_node, method.context(version, series), path=method.whole)


@functools.lru_cache(maxsize=4096)
def _result_writer(method: Method, version: int, series: str) -> Writer:
    return Writer(method.result_node, method.context(version, series), fill=True)


def call(
    wire: str,
    *,
    since: int | None = None,
    until: int | None = None,
    first: str = "",
    last: str = "",
    without: tuple[tuple[str, int], ...] = (),
    parks: bool = False,
    whole: str = "",
    juju1: str = "camel",
) -> Callable[[F], F]:
    """Declare a method by its name on the wire.

    Args:
        wire: the method as Juju names it.
        since, until: the facade versions that have it, both included.
        first, last: the Juju series that have it, where no version tells.
        without: pairs of series and version within all that, which lack it all the same.
        parks: the controller answers only when something happens.
        whole: the parameter that is the params itself.
        juju1: "kebab" where Juju 1 spelled these parameters as Juju 2 does.
    """

    def declare(function: F) -> F:
        method = Method(
            wire,
            function,
            Range(since, until, first, last, without=without),
            parks=parks,
            whole=whole,
            spelling=juju1,
        )

        @functools.wraps(function)
        def stub(self: Facade, *args: Any, **kwargs: Any) -> Any:
            return self._invoke(method, args, kwargs)

        stub.__juju__ = method  # type: ignore[attr-defined]  # a function takes attributes
        return cast(F, stub)

    return declare


class Facade:
    """One facade of a controller, at the version that both sides have.

    Attributes:
        name: the facade on the wire.
        versions: every version that any Juju serves to clients and that is declared here.
        juju1: those of them that speak Juju 1's spelling.
        version: the negotiated version of this one.
    """

    name: ClassVar[str] = ""
    versions: ClassVar[tuple[int, ...]] = ()
    juju1: ClassVar[frozenset[int]] = frozenset()

    def __init_subclass__(
        cls, *, name: str, versions: Iterable[int], juju1: Iterable[int] = (), **kwargs: Any
    ) -> None:
        super().__init_subclass__(**kwargs)
        cls.name = name
        cls.versions = tuple(versions)
        cls.juju1 = frozenset(juju1)
        for method in cls.methods():
            method.facade = cls

    def __init__(
        self,
        caller: Caller,
        version: int,
        *,
        id: str = "",
        series: str = "",
        offered: Collection[int] = (),
        timeout: float | EllipsisType | None = ...,
    ) -> None:
        """Bind the facade to a caller.

        Args:
            caller: what carries the calls.
            version: the negotiated version.
            id: of the object the calls are for, such as a watcher.
            series: the controller's series, if known; calls it is known not to have are refused.
            offered: the versions that the controller named, for the words of a refusal.
            timeout: seconds for each call; None waits for as long as it takes. Without one the
                caller's own holds, save for calls that park, which wait.
        """
        self._caller = caller
        self.version = version
        self._id = id
        self._series = series
        self._offered = tuple(offered)
        self._timeout = timeout

    def __repr__(self) -> str:
        return f"<{self.name} version {self.version}>"

    def within(self: Self, seconds: float | None) -> Self:
        """The same facade with a deadline of its own for each call."""
        return type(self)(
            self._caller,
            self.version,
            id=self._id,
            series=self._series,
            offered=self._offered,
            timeout=seconds,
        )

    @classmethod
    def methods(cls) -> tuple[Method, ...]:
        """Every declared method, in the order of the file."""
        return tuple(one.__juju__ for one in vars(cls).values() if hasattr(one, "__juju__"))

    @classmethod
    def method(cls, wire: str, version: int, series: str = "") -> Method | None:
        """The declaration of a wire method in one version; None where that version lacks it.

        Where several series share a version and differ, name the series; without, the newest wins.
        """
        found = [one for one in cls.methods() if one.wire == wire and one.is_in(version, series)]
        return max(found, key=lambda one: _newest(one.range.last)) if found else None

    def _invoke(self, method: Method, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if not method.is_in(self.version, self._series):
            raise NotSupported(self._refusal(method))
        try:
            bound = method.signature.bind(self, *args, **kwargs).arguments
            del bound["self"]
            params = method.params(**bound)
            text = method.encode_params(params, self.version, self._series)
        except TypeError as error:
            raise TypeError(f"{self.name}.{method.name}: {error}") from None
        except NotSupported as error:
            raise NotSupported(f"{self.name}.{method.name}: {error}") from None
        timeout = None if method.parks and isinstance(self._timeout, EllipsisType) else self._timeout
        response = self._caller.call(self.name, self.version, method.wire, text, id=self._id, timeout=timeout)
        return method.decode_result(response.raw, self.version, self._series)

    def _refusal(self, method: Method) -> str:
        wanted = method.range.needed(self.name)
        offered = ", ".join(map(str, self._offered)) or f"{self.version} at most in common with this client"
        named = "" if wanted.startswith(self.name) else f"{self.name} "
        series = f" on Juju {self._series}" if self._series else ""
        others = [one.name for one in self.methods() if one.wire == method.wire and one is not method]
        instead = f"; see {self.name}.{', '.join(others)}" if others else ""
        return (
            f"{self.name}.{method.name} needs {wanted}; "
            f"the controller offers {named}{offered}{series}{instead}"
        )


def _newest(last: str) -> tuple[float, ...]:
    return tuple(float(part) for part in last.split(".")) if last else (float("inf"),)


def answers(
    stub: Callable[Concatenate[Any, P], R],
) -> Callable[[Callable[Concatenate[C, P], R]], Callable[Concatenate[C, P], R]]:
    """Bind a handler to the declaration it answers.

    The handler takes what the fake gives it first, then the parameters of the stub by the same
    names and types, and returns the stub's result; a type checker refuses one that does not.
    ``handled(handler)`` gives the declaration back.
    """

    def bind(handler: Callable[Concatenate[C, P], R]) -> Callable[Concatenate[C, P], R]:
        handler.__answers__ = cast(Any, stub).__juju__  # type: ignore[attr-defined]  # a function takes attributes
        return handler

    return bind


def handled(handler: Callable[..., Any]) -> Method | None:
    """The declaration that a handler is bound to by ``answers``; None for any other function."""
    return getattr(handler, "__answers__", None)


def arguments(params: Wire) -> dict[str, Any]:
    """The decoded parameters as keyword arguments for a handler; what was not sent is left out."""
    held = zip(params.__struct_fields__, msgspec.structs.astuple(params), strict=True)
    return {name: value for name, value in held if value is not UNSET}
