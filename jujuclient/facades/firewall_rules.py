"""FirewallRules: which networks may reach Juju's well-known services."""

from __future__ import annotations

from jujuclient.facades.common import ErrorResults
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, UnsetType, Wire, field


class FirewallRule(Wire):
    """An item of ``rules`` in ``ListFirewallRulesResults`` and others. Juju 2.6 to 3.1."""

    known_service: str
    whitelist_cidrs: list[str] | UnsetType = UNSET


class ListFirewallRulesResults(Wire):
    """What ``FirewallRules.list_firewall_rules`` answers with. Juju 2.6 to 3.1."""

    rules: list[FirewallRule] | None = field(name="Rules")


class FirewallRules(Facade, name="FirewallRules", versions=(1,)):
    """Which networks may reach Juju's well-known services. Juju 2.6 to 3.1."""

    @call("ListFirewallRules")
    def list_firewall_rules(self) -> ListFirewallRulesResults:
        """The rules that limit who may reach Juju's well-known services."""

    @call("SetFirewallRules")
    def set_firewall_rules(self, args: list[FirewallRule]) -> ErrorResults:
        """Set which networks may reach Juju's well-known services."""
