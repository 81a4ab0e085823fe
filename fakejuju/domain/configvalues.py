"""Which values of model config make no sense, key by key, and what is said of them.

The words are those that 3.6.28 and 4.0.15 say; older series check less.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from typing import Any

import yaml

from fakejuju.domain import yamls
from fakejuju.refused import Refused

_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_LEVELS = frozenset({"UNSPECIFIED", "TRACE", "DEBUG", "INFO", "WARNING", "WARN", "ERROR", "CRITICAL"})
_HARVEST = ("all", "none", "unknown", "destroyed")
_FIREWALL = ("instance", "global", "none")
_INHERITED = frozenset({"apt-primary", "apt-sources", "apt-security", "ca-certs"})
_MODES = frozenset({"requires-prompts", "strict"})
_USER_DATA = {
    "users": "users not allowed",
    "runcmd": "runcmd not allowed, use preruncmd or postruncmd instead",
    "bootcmd": "bootcmd not allowed",
}


def check(key: str, value: Any) -> None:
    """Refuse a value that its key cannot have; "" is left to those that need something."""
    rule = _RULES.get(key)
    if rule is not None and (value or key == "saas-ingress-allow"):
        rule(key, str(value))


def duration(text: str) -> float | None:
    """Seconds of a duration as Go writes it (``1h30m``), None for something else."""
    if text == "0":
        return 0.0
    parts = re.findall(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)", text)
    if not parts or "".join(number + unit for number, unit in parts) != text.lstrip("+-"):
        return None
    return sum(float(number) * _UNITS[unit] for number, unit in parts)


def log_levels(text: str) -> set[str]:
    """The levels that a logging config names, in capitals; a level alone is the root's."""
    if not text.strip() or text.strip().upper() in _LEVELS:
        return {text.strip().upper()} - {""}
    return {_log_level(part) for part in re.split("[;:]", text) if part}


def _log_level(part: str) -> str:
    name, equals, level = part.partition("=")
    if not equals:
        raise Refused(f"config value expected '=', found \"{part}\"")
    if not name.strip():
        raise Refused(f'config value "{part}" has missing module name')
    if level.strip().upper() not in _LEVELS:
        raise Refused(f'unknown severity level "{level.strip()}"')
    return level.strip().upper()


# --- the rules -----------------------------------------------------------------------------------


def _logging(key: str, value: str) -> None:
    log_levels(value)


def _duration_of(what: str) -> Callable[[str, str], None]:
    def rule(key: str, value: str) -> None:
        # However short or long: a client may ask for ten seconds, as charm authors do.
        if duration(value) is None:
            raise Refused(f'invalid {what} in model configuration: time: invalid duration "{value}"')

    return rule


def _size(key: str, value: str) -> None:
    number, suffix = re.fullmatch(r"([\d.]*)(.*)", value, re.DOTALL).groups()  # type: ignore[union-attr]  # it matches any text
    what = "invalid max action size in model configuration"
    if number and suffix and not re.fullmatch("[MGTPEZY](i?B)?", suffix):
        raise Refused(f'{what}: invalid multiplier suffix "{suffix}", expected one of MGTPEZY')
    if re.fullmatch(r"\d+\.?\d*|\.\d+", number) is None:
        raise Refused(f'{what}: expected a non-negative number, got "{number or value}"')


def _one_of(known: tuple[str, ...]) -> Callable[[str, str], None]:
    def rule(key: str, value: str) -> None:
        if value not in known:
            raise Refused(f'{key}: expected one of [{" ".join(known)}], got "{value}"')

    return rule


def _is_cidr(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return "/" in text


def _egress(key: str, value: str) -> None:
    for cidr in value.split(","):
        if not _is_cidr(cidr.strip()):
            raise Refused(f"invalid egress subnet: {cidr}: invalid CIDR address: {cidr.strip()}")
        if cidr == "0.0.0.0/0":
            raise Refused(f'CIDR "{cidr}" not allowed')


def _allowed(key: str, value: str) -> None:
    if not value:
        raise Refused("empty cidrs not valid", "not valid")
    for cidr in value.split(","):
        if not _is_cidr(cidr):
            raise Refused(f'cidr "{cidr}" not valid', "not valid")


def _mode(key: str, value: str) -> None:
    unknown = {one.strip() for one in value.strip().split(",") if one} - _MODES
    if unknown:
        raise Refused(f'mode(s) "{", ".join(sorted(unknown))}" not valid', "not valid")


def _inherit(key: str, value: str) -> None:
    unknown = {one.strip() for one in value.split(",")} - _INHERITED
    if unknown:
        raise Refused(f"{key}: {', '.join(sorted(unknown))} not allowed")


def _base(key: str, value: str) -> None:
    if value.count("@") != 1:
        words = "expected base string to contain os and channel separated by '@'"
        raise Refused(f'invalid default base "{value}": {words}')


def _space(key: str, value: str) -> None:
    if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value) is None:
        raise Refused(f'default space name "{value}" not valid', "not valid")


def _at_most(most: int) -> Callable[[str, str], None]:
    def rule(key: str, value: str) -> None:
        if int(value) > most:
            raise Refused(f"{key}: must be less than {most}")

    return rule


def _user_data(key: str, value: str) -> None:
    try:
        found = yamls.load(value, yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise Refused(f"{key}: must be valid YAML: yaml: {str(error).splitlines()[0]}") from None
    if not isinstance(found, dict):
        line = f"line 1: cannot unmarshal {yamls.kind_of(found)} into map[string]interface {{}}"
        raise Refused(f"{key}: must be valid YAML: yaml: unmarshal errors:\n  {line}")
    for name, words in _USER_DATA.items():
        if name in found:
            raise Refused(f"{key}: {words}")


_RULES: dict[str, Callable[[str, str], None]] = {
    "cloudinit-userdata": _user_data,
    "container-inherit-properties": _inherit,
    "default-base": _base,
    "default-space": _space,
    "egress-subnets": _egress,
    "firewall-mode": _one_of(_FIREWALL),
    "logging-config": _logging,
    "max-action-results-age": _duration_of("max action age"),
    "max-action-results-size": _size,
    "mode": _mode,
    "num-container-provision-workers": _at_most(25),
    "num-provision-workers": _at_most(100),
    "provisioner-harvest-mode": _one_of(_HARVEST),
    "saas-ingress-allow": _allowed,
    "ssh-allow": _allowed,
    "update-status-hook-interval": _duration_of("update status hook interval"),
}
