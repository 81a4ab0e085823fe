"""Config of charms: values read by the type of their option, in Juju's words, and told with their source."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import yaml

from fakejuju.domain import yamls
from fakejuju.refused import Refused

_ZERO = {"string": str, "int": int, "float": float, "boolean": bool, "secret": str}
_TRUE = ("1", "t", "T", "TRUE", "true", "True")
_FALSE = ("0", "f", "F", "FALSE", "false", "False")
ANY = "any"
"""The type of an option that takes whatever YAML makes of it."""

_INT = re.compile(r"[+-]?\d+")
_FLOAT = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_SECRET = re.compile(r"secret:(//[0-9a-f-]{36}/)?[0-9a-z]{20}")

TRUST = {
    "default": False,
    "description": "Does this application have access to trusted credentials",
    "type": "bool",
}
"""The setting that every application has beside its charm's options."""

CAAS: dict[str, tuple[str, Any]] = {
    "juju-application-path": ("string", "/"),
    "juju-external-hostname": ("string", None),
    "kubernetes-ingress-allow-http": ("bool", False),
    "kubernetes-ingress-class": ("string", "nginx"),
    "kubernetes-ingress-ssl-passthrough": ("bool", False),
    "kubernetes-ingress-ssl-redirect": ("bool", False),
    "kubernetes-service-annotations": ("attrs", None),
    "kubernetes-service-external-ips": ("string", None),
    "kubernetes-service-externalname": ("string", None),
    "kubernetes-service-loadbalancer-ip": ("string", None),
    "kubernetes-service-loadbalancer-sourceranges": ("string", None),
    "kubernetes-service-target-port": ("string", None),
    "kubernetes-service-type": ("string", None),
}
"""Settings of applications in Kubernetes models: type and default. Their descriptions are not simulated."""


def own_settings(caas: bool) -> dict[str, dict[str, Any]]:
    """The settings that Juju itself gives an application, by name."""
    found: dict[str, dict[str, Any]] = {"trust": dict(TRUST)}
    for name, (type_, default) in CAAS.items() if caas else ():
        found[name] = {"description": "", "type": type_}
        if default is not None:
            found[name]["default"] = default
    return found


# --- reading ---------------------------------------------------------------------------------


def parse_strings(options: Mapping[str, Mapping[str, Any]], given: Mapping[str, str]) -> dict[str, Any]:
    """Values that are all written as text, each read by the type of its option."""
    return {name: _parse(name, _option(options, name), value) for name, value in given.items()}


def parse_yaml(options: Mapping[str, Mapping[str, Any]], text: str, key: str) -> dict[str, Any]:
    """The values under one application's name in YAML.

    Text is read by the option's type as well, anything else must be of it. What ``juju config`` printed
    is taken too: its values.
    """
    loaded = _load(text)
    given = _printed(loaded, key)
    if given is None:
        found = _sections(loaded)
        if key not in found:
            raise Refused(f'no settings found for "{key}"')
        given = found[key] or {}
    values: dict[str, Any] = {}
    for name, value in given.items():
        option = _option(options, str(name))
        values[str(name)] = (
            _parse(str(name), option, value) if isinstance(value, str) else _check(str(name), option, value)
        )
    return values


def _load(text: str) -> Any:
    try:
        return yamls.load(text, _Loader)
    except yaml.YAMLError as error:
        raise Refused(f"cannot parse settings data: yaml: {_as_go_says(error)}") from None


def _printed(found: Any, key: str) -> dict[str, Any] | None:
    """The values in what ``juju config`` printed, None for anything else."""
    told = found.get("settings") if isinstance(found, dict) and key not in found else None
    if not isinstance(told, dict) or not all(isinstance(one, dict) for one in told.values()):
        return None
    return {str(name): one["value"] for name, one in told.items() if "value" in one}


def _sections(found: Any) -> dict[str, Any]:
    """YAML as Go's reader takes it: application to its settings."""
    if found is None:
        return {}
    wrong = [found] if not isinstance(found, dict) else [one for one in found.values() if not _is_map(one)]
    if wrong:
        kind = yamls.kind_of(wrong[0])
        message = f"cannot parse settings data: yaml: unmarshal errors:\n  line 1: cannot unmarshal {kind}"
        raise Refused(f"{message} into map[string]interface {{}}")
    return {str(name): value for name, value in found.items()}


def _is_map(value: Any) -> bool:
    return value is None or isinstance(value, dict)


def parse_bool(name: str, value: Any) -> bool:
    """The value of one of Juju's own yes-or-no settings."""
    if isinstance(value, bool):
        return value
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    kind = "string" if isinstance(value, str) else type(value).__name__
    raise Refused(f"{name}: expected bool, got {kind}({as_go(value)})")


def _option(options: Mapping[str, Mapping[str, Any]], name: str) -> Mapping[str, Any]:
    found = options.get(name)
    if found is None:
        raise Refused(f'unknown option "{name}"')
    return found


def _parse(name: str, option: Mapping[str, Any], text: str) -> Any:
    kind = option.get("type", "string")
    if kind == "boolean" and text in (*_TRUE, *_FALSE):
        return text in _TRUE
    if kind == "int" and _INT.fullmatch(text):
        return int(text)
    if kind == "float" and _FLOAT.fullmatch(text):
        return float(text)
    if kind in ("string", ANY) or (kind == "secret" and (not text or _SECRET.fullmatch(text))):
        return text
    raise Refused(f'option "{name}" expected {kind}, got {as_go(text)}')


def _check(name: str, option: Mapping[str, Any], value: Any) -> Any:
    kind = option.get("type", "string")
    if value is None or kind == ANY:
        return value
    if kind == "float" and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not _ZERO.get(kind, str):
        raise Refused(f'option "{name}" expected {kind}, got {as_go(value)}')
    return value


def as_go(value: Any) -> str:
    """A value as Go's ``%#v`` writes it."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[]interface {}{" + ", ".join(as_go(item) for item in value) + "}"
    if isinstance(value, dict):
        inside = ", ".join(f"{as_go(name)}:{as_go(item)}" for name, item in value.items())
        return "map[interface {}]interface {}{" + inside + "}"
    return str(value)


class _Loader(yaml.SafeLoader):
    """YAML 1.1 as Go reads it: a lone y or n is a truth value too, and dates are text."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in known if tag != "tag:yaml.org,2002:timestamp"]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^[yYnN]$"), list("yYnN"))
_Loader.bool_values = {**yaml.SafeLoader.bool_values, "y": True, "n": False}

_PROBLEMS = (
    ("expected <block end>", "did not find expected key"),
    ("expected ',' or", "did not find expected ',' or '}'"),
    ("found character", "found character that cannot start any token"),
    ("could not find expected", "could not find expected ':'"),
)


def _as_go_says(error: yaml.YAMLError) -> str:
    problem = str(getattr(error, "problem", None) or "did not find expected node content")
    mark = getattr(error, "problem_mark", None)
    words = next(
        (go for python, go in _PROBLEMS if problem.startswith(python)),
        problem.replace(" here", " in this context"),
    )
    # Go's reader tells no line when it is the first.
    return f"line {mark.line + 1}: {words}" if mark is not None and mark.line else words


# --- telling ---------------------------------------------------------------------------------


def described(options: Mapping[str, Mapping[str, Any]], set_: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Every option with its value, default and source, as ``Get`` tells it since 2.0."""
    found: dict[str, dict[str, Any]] = {}
    for name in sorted(options):
        option = options[name]
        default, value = _default(option), set_.get(name)
        source = "user" if value is not None else "default" if default is not None else "unset"
        told = found[name] = {} if default is None else {"default": default}
        told["description"] = option.get("description") or ""
        told["source"] = source
        told["type"] = option.get("type", "string")
        if source != "unset":
            told["value"] = default if value is None else value
    return found


def described_1(
    options: Mapping[str, Mapping[str, Any]], set_: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """Every option as Juju 1 tells it: ``default`` says that the value is the charm's own."""
    found: dict[str, dict[str, Any]] = {}
    for name in sorted(options):
        option = options[name]
        told: dict[str, Any] = {
            "description": option.get("description") or "",
            "type": option.get("type", "string"),
        }
        value = set_.get(name)
        if value is None:
            told["default"] = True
            value = _default(option)
        if value is not None:
            told["value"] = value
        found[name] = told
    return found


def _default(option: Mapping[str, Any]) -> Any:
    default = option.get("default")
    if default is not None and option.get("type") == "float":
        return float(default)
    if isinstance(default, str) and not default and option.get("type", "string") != "string":
        return None
    return default


def kept(options: Mapping[str, Mapping[str, Any]], set_: Mapping[str, Any]) -> dict[str, Any]:
    """What stays of the values when the options become these: those that still fit."""
    left: dict[str, Any] = {}
    for name, value in set_.items():
        kind = options.get(name, {}).get("type", "string") if name in options else ""
        if (
            kind
            and isinstance(value, _ZERO.get(kind, str))
            and isinstance(value, bool) == (kind == "boolean")
        ):
            left[name] = value
    return left
