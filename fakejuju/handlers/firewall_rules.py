"""FirewallRules: which networks may reach Juju's well-known services (2.6 to 3.1)."""

from __future__ import annotations

from fakejuju.handlers.call import Call, Refused, each
from fakejuju.handlers.subnets import is_cidr
from fakejuju.state.machine import FirewallRule as Kept
from jujuclient.facades.common import ErrorResult, ErrorResults
from jujuclient.facades.firewall_rules import FirewallRule, FirewallRules, ListFirewallRulesResults
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET

_SERVICES = ("ssh", "juju-controller", "juju-application-offer")


@answers(FirewallRules.list_firewall_rules)
def list_firewall_rules(call: Call) -> ListFirewallRulesResults:
    """The rules that were set."""
    call.need_read()
    found = [
        FirewallRule(known_service=rule.service, whitelist_cidrs=rule.cidrs or UNSET)
        for rule in call.all(Kept)
    ]
    return ListFirewallRulesResults(rules=found)


@answers(FirewallRules.set_firewall_rules)
def set_firewall_rules(call: Call, args: list[FirewallRule]) -> ErrorResults:
    """Set who may reach a service."""
    call.need_admin()
    call.change_allowed()

    def one(rule: FirewallRule) -> ErrorResult:
        if rule.known_service not in _SERVICES:
            raise Refused(f'well known service type "{rule.known_service}" not valid', "not valid")
        cidrs = list(rule.whitelist_cidrs or ())
        for cidr in cidrs:
            if not is_cidr(cidr):
                raise Refused(f'CIDR "{cidr}" not valid', "not valid")
        with call.state.transaction() as state:
            state.put(Kept(model=call.model_uuid, service=rule.known_service, cidrs=cidrs))
        return ErrorResult()

    return ErrorResults(results=each(args, one, lambda error: ErrorResult(error=error)))
