"""Spaces and subnets: the networks that endpoints are bound to. Juju 1.25 and later."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from jujuclient import facades
from jujuclient.errors import InvalidInput, JujuError, NotFound
from jujuclient.verbs.base import Verbs, many
from jujuclient.verbs.reading import only, sent, tag_of, told
from jujuclient.wire.struct import UnsetType

if TYPE_CHECKING:
    from jujuclient.verbs.types import Space, Subnet


class SpaceVerbs(Verbs):
    """What ``Model`` does with spaces."""

    def add_space(self, name: str, cidrs: str | Iterable[str] = (), *, public: bool = False) -> None:
        """Make a space from subnets, each given by its CIDR."""
        wanted: dict[str, Any] = {"public": public}
        given = many(cidrs)
        if self._best("Spaces") >= 5:
            wanted["cidrs"] = given
        else:
            wanted["subnet_tags"] = [f"subnet-{cidr}" for cidr in given]
        one = facades.spaces.CreateSpaceParams(f"space-{name}", **wanted)
        only(self._facade(facades.spaces.Spaces).create_spaces([one]))

    def move_to_space(self, name: str, cidrs: str | Iterable[str], *, force: bool = False) -> None:
        """Move subnets to a space. Juju 2.8 and later.

        Raises:
            NotFound: there is no such subnet.
        """
        wanted = many(cidrs)
        if not wanted:
            raise InvalidInput("name the subnets to move, by their CIDRs")
        found = self._ask("Subnets", "SubnetsByCIDR", {"cidrs": wanted})["results"]
        tags = [f"subnet-{one['id']}" for item in self._each(found) for one in item.get("subnets") or ()]
        if len(tags) < len(wanted):
            raise NotFound(f"subnets {', '.join(wanted)}: not all are there; see subnets()", code="not found")
        asked = facades.spaces.MoveSubnetsParam(f"space-{name}", tags, force=sent(force))
        only(self._facade(facades.spaces.Spaces).move_subnets([asked]))

    def reload_spaces(self) -> None:
        """Read spaces and subnets from the cloud again. Juju 2.2 and later."""
        self._facade(facades.spaces.Spaces).reload_spaces()

    def remove_space(self, name: str, *, force: bool = False) -> None:
        """Remove a space. Juju 2.8 and later.

        Raises:
            JujuError: something still uses it; the message lists what.
        """
        param = facades.spaces.RemoveSpaceParam(facades.common.Entity(f"space-{name}"), force=sent(force))
        told_of = only(self._facade(facades.spaces.Spaces).remove_space([param]))
        users = [one.tag for one in [*told(told_of.bindings, []), *told(told_of.constraints, [])]]
        users += told(told_of.controller_settings, [])
        if users and not force:
            raise JujuError(f"space {name} is in use by {', '.join(users)}; move them, or force it")

    def rename_space(self, name: str, to: str) -> None:
        """Rename a space. Juju 2.8 and later."""
        only(
            self._facade(facades.spaces.Spaces).rename_space(
                [facades.spaces.RenameSpaceParams(f"space-{name}", f"space-{to}")]
            )
        )

    def show_space(self, name: str) -> Space:
        """One space with the applications bound to it. Juju 2.8 and later."""
        one = only(self._facade(facades.spaces.Spaces).show_space([facades.common.Entity(f"space-{name}")]))
        return _space(one.space, one.applications or [], one.machine_count)

    def spaces(self) -> list[Space]:
        """The spaces of the model with their subnets."""
        answer = self._facade(facades.spaces.Spaces).list_spaces()
        answer.raise_first()
        return [_space(one) for one in answer]

    def subnets(self, *, space: str = "", zone: str = "") -> list[Subnet]:
        """The subnets, or those of a space or zone."""
        asked = tag_of("space", space) if space else ""
        found = (
            self._facade(facades.subnets.Subnets).list_subnets(space_tag=sent(asked), zone=sent(zone)).results
        )
        return [_subnet(one) for one in found or []]


def _space(one: facades.spaces.Space, applications: Iterable[str] = (), machines: int = 0) -> Space:
    from jujuclient.verbs.types import Space

    return Space(
        one.name, told(one.id, ""), [_subnet(net) for net in one.subnets or []], [*applications], machines
    )


def _subnet(one: facades.common.Subnet) -> Subnet:
    from jujuclient.verbs.types import Subnet

    provider_id = "" if isinstance(one.provider_id, UnsetType) else one.provider_id
    return Subnet(
        one.cidr, one.space_tag.removeprefix("space-"), tuple(one.zones or ()), one.vlan_tag, provider_id
    )
