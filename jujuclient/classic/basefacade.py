"""What every facade of jujuclient 0.54 has: how it names entities and spells its calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from jujuclient.classic.exc import EnvError
from jujuclient.classic.rpc import Op, Response

Texts = Iterable[str]
TAG_PREFIXES = (
    "action",
    "application",
    "charm",
    "environment",
    "machine",
    "model",
    "network",
    "relation",
    "service",
    "unit",
    "user",
)


class BaseFacade:
    """A facade bound to an environment; ``Facade(env)`` takes the newest version that it knows.

    Attributes:
        key: the environment's attribute that it becomes.
        name: on the wire.
        versions: those whose calls it makes.
        version: the one in use.
    """

    key: ClassVar[str] = ""
    name: ClassVar[str] = ""
    versions: ClassVar[list[int]] = []
    wire: ClassVar[str] = ""
    """The facade that its calls are of, where that is another."""
    tag_prefixes: ClassVar[tuple[str, ...]] = TAG_PREFIXES
    juju: ClassVar[int] = 1
    """The major version whose frames it sends."""
    words: ClassVar[Mapping[str, str]] = {}
    """Spelling in Juju 1 where it is not the plain rule."""
    renamed: ClassVar[Mapping[str, str]] = {}
    """Methods of Juju 1 that have another name in Juju 2."""

    def __init__(self, env: Any, version: int | None = None) -> None:
        self.env = env
        self.version = self.versions[-1] if version is None else version

    @property
    def tag(self) -> str:
        """How the wire spells the key of a tag."""
        return "Tag" if self.juju == 1 else "tag"

    def rpc(self, op: Op) -> Response:
        """Make a call of this facade; a newer controller is asked as it wants to be."""
        op = self.check_op(op)
        if self.juju > 1 and getattr(self.env, "_offered", None):
            from jujuclient.classic import today

            return today.ask(self.env, op)
        result: Response = self.env._rpc(op)
        return result

    def check_op(self, op: Op) -> Op:
        """Fill in facade and version where they were left out."""
        facade, version = ("Type", "Version") if self.juju == 1 else ("type", "version")
        op.setdefault(facade, self.wire or self.name)
        op.setdefault(version, self.version)
        return op

    # -- how things are spelled

    def _ask(self, request: str, **params: Any) -> Response:
        """Make a call whose parameters are given in snake case."""
        if self.juju == 1:
            return self.rpc({"Request": request, "Params": self._spell(**params)})
        return self.rpc({"request": self.renamed.get(request, request), "params": self._spell(**params)})

    def _spell(self, **params: Any) -> dict[str, Any]:
        """Parameters with their names as this major writes them."""
        return {self._key(name): value for name, value in params.items()}

    def _key(self, name: str) -> str:
        if self.juju > 1:
            return name.replace("_", "-")
        return self.words.get(name) or "".join(part.capitalize() for part in name.split("_"))

    def _entities(self, tags: Iterable[str]) -> list[dict[str, str]]:
        return [{self.tag: tag} for tag in tags]

    def _format_tag(self, name: str, prefixed: bool = True) -> dict[str, str]:
        return {self.tag: self._format_tag_name(name)}

    def _format_tag_name(self, name: str) -> str:
        """The tag of what a name looks like.

        Raises:
            ValueError: it looks like nothing known.
        """
        if name.startswith(tuple(f"{prefix}-" for prefix in self.tag_prefixes)):
            return name
        if name.isdigit():
            return f"machine-{name}"
        if name.startswith(("cs:", "local:", "ch:")):
            return f"charm-{name}"
        if "/" in name:
            return f"unit-{name.replace('/', '-')}"
        if "@" in name:
            return f"user-{name}"
        raise ValueError(f"Could not guess entity tag for {name}")

    def _format_user_names(self, names: str | Iterable[str]) -> list[dict[str, str]]:
        given = [names] if isinstance(names, str) else names
        return self._entities(self._format_user_tag(name) for name in given)

    def _format_user_tag(self, name: str) -> str:
        tag = name if name.startswith("user-") else f"user-{name}"
        return tag if "@" in tag else f"{tag}@local"

    def _prepare_strparams(self, params: Mapping[str, Any] | None) -> dict[str, str]:
        """Values as texts; ``True`` as Juju reads it."""
        return {
            key: str(value).lower() if isinstance(value, bool) else str(value)
            for key, value in (params or {}).items()
        }

    def _prepare_constraints(self, constraints: dict[str, Any] | None) -> dict[str, Any]:
        """Numbers where Juju wants them, in place: callers compare what they gave with what is set."""
        found = {} if constraints is None else constraints
        for key in ("cpu-cores", "cpu-power", "mem", "cores"):
            if found.get(key) not in (None, ""):
                found[key] = int(found[key])
        return found

    def _prepare_placement(self, spec: Any) -> dict[str, str]:
        """``scope:directive``, or a machine's id."""
        scope, colon, directive = str(spec).partition(":")
        if not colon:
            scope, directive = "#", str(spec)
        return self._spell(scope=scope, directive=directive)


def texts(given: str | Texts) -> list[str]:
    """Texts as a list; one alone is a list of one."""
    return [given] if isinstance(given, str) else list(given)


def first_error(result: Response) -> Response:
    """The first of the ``results``, or its error raised."""
    first: Response = (result.get("results") or result.get("Results") or [{}])[0]
    error = first.get("error") or first.get("Error")
    if isinstance(error, dict) and isinstance(error.get("error"), dict):
        error = error["error"]  # annotations wrap theirs once more
    if error:
        raise EnvError({"error": error.get("message", ""), "error-code": error.get("code", "")})
    return first


__all__ = ["TAG_PREFIXES", "BaseFacade"]
