"""One file of the client store, read and checked: every complaint about it names it, and quotes no secret."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

import yaml

from jujuclient.errors import StoreError

# Every scalar stays the text it is: a password 0123 or a version 3.10 is no number.
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NOTHING = (None, "", "~", "null")


class Source:
    """One file of the store; every complaint about its content names it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self, *, optional: bool = False) -> dict[str, Any]:
        """The file as a mapping; {} for an empty one, and for a missing one that may be missing.

        Raises:
            StoreError: it is not there, cannot be read, or is no mapping.
        """
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            if optional:
                return {}
            self.fail(
                "there is no such file; set JUJU_DATA to the folder of the client store, or run juju login"
            )
        except (OSError, UnicodeError) as error:
            raise StoreError(f"{self.path}: cannot be read: {error}") from error
        try:
            found = yaml.load(text, _Loader)
        except yaml.YAMLError as error:
            raise StoreError(f"{self.path}{_place(error)}: not YAML: {_problem(error)}") from None
        if found in _NOTHING:
            return {}
        if not isinstance(found, dict):
            self.fail(f"a mapping is expected, found {type(found).__name__}")
        return found

    def fail(self, words: str) -> NoReturn:
        """Complain about the content."""
        raise StoreError(f"{self.path}: {words}")

    def missing(
        self, kind: str, name: str, known: Iterable[str], advice: str, error: type[StoreError] = StoreError
    ) -> NoReturn:
        """Complain that a name is not there; show the like ones, or all."""
        names = [str(one) for one in known]
        close = difflib.get_close_matches(name, names, n=3)
        shown = f"did you mean {', '.join(close)}?" if close else f"it has {listed(names)}."
        raise error(f"{self.path}: no {kind} {name}; {shown} ({advice})")

    def mapping(self, where: Mapping[str, Any], key: str) -> dict[str, Any]:
        """The mapping under a key; {} where there is none."""
        found = where.get(key)
        if found in _NOTHING:
            return {}
        if not isinstance(found, dict):
            self.fail(f"under {key} a mapping is expected, found {type(found).__name__}")
        return found

    def text(self, where: Mapping[str, Any], key: str) -> str:
        """The text under a key; "" where there is none."""
        found = where.get(key)
        if found is None:
            return ""
        if isinstance(found, (dict, list)):
            self.fail(f"under {key} a text is expected, found {type(found).__name__}")
        return str(found)

    def texts(self, where: Mapping[str, Any], key: str) -> list[str]:
        """The list of texts under a key; [] where there is none."""
        found = where.get(key)
        if found in _NOTHING:
            return []
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            self.fail(f"under {key} a list of texts is expected")
        return found


def listed(names: Iterable[str]) -> str:
    """Names as a sentence has them."""
    return ", ".join(sorted(names)) or "none"


def _place(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return "" if mark is None else f":{mark.line + 1}"


def _problem(error: yaml.YAMLError) -> str:
    """What is wrong, without what is quoted from the file: it may be a password."""
    problem = str(getattr(error, "problem", None) or type(error).__name__)
    return re.sub(r"""(['"])(.*?)\1""", lambda found: found[0] if len(found[2]) < 3 else "…", problem)
