"""Machines: add, remove, look."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from jujuclient import facades
from jujuclient.errors import InvalidInput, NotSupported
from jujuclient.status import MachineStatus, Status
from jujuclient.verbs.base import Verbs, many
from jujuclient.verbs.reading import all_good, entities, sent, tag_of, wire_constraints
from jujuclient.verbs.values import ConstraintValue, base, placement, series_of
from jujuclient.wire.struct import UNSET

_HOSTS_UNITS = "JobHostUnits"


class MachineVerbs(Verbs):
    """What ``Model`` does with machines."""

    def add_machine(
        self,
        target: str | None = None,
        *,
        base: str | None = None,
        constraints: Mapping[str, ConstraintValue] | None = None,
        disks: str | Iterable[str] | None = None,
        num_machines: int = 1,
        private_key: str | os.PathLike[str] | None = None,
        public_key: str | os.PathLike[str] | None = None,
    ) -> list[str]:
        """Add machines, or containers (``lxd``, ``lxd:3``), or one in a zone (``zone=a``).

        Args:
            base: such as ``ubuntu@22.04``; the model's own by default.
            disks: storage directives for disks, each ``pool,count,size``.
            private_key, public_key: for ``ssh:user@host``, which ``Juju`` leaves to the juju command.

        Returns:
            their ids, such as ``["0"]`` or ``["3/lxd/0"]``.

        Raises:
            ValueError: a target, base, constraint or number that cannot be.
        """
        if num_machines < 1:
            raise InvalidInput(f"num_machines is {num_machines}; add at least one machine")
        if (target or "").startswith(("ssh:", "winrm:")) or private_key or public_key:
            raise NotSupported(
                f"{target or 'a key'} is for a machine that is prepared by SSH, which no call does; "
                "Juju().add_machine has the juju command do it"
            )
        one = self._machine_params(target, base, constraints, disks)
        if self._best("MachineManager") >= 0:
            answer = self._facade(facades.machine_manager.MachineManager).add_machines([one] * num_machines)
        elif self._juju_1_18():
            answer = self._facade(facades.client.Client).add_machines([one] * num_machines)
        else:
            answer = self._facade(facades.client.Client).add_machines_v2([one] * num_machines)
        return [made.machine for made in all_good(answer)]

    def _juju_1_18(self) -> bool:
        return self.series < (1, 20)

    def _machine_place(self, target: str) -> dict[str, Any]:
        where = placement(target, self.access.model_uuid)
        if where["scope"] in ("lxd", "kvm", "lxc"):
            return {"container_type": where["scope"], "parent_id": sent(where["directive"])}
        if where["scope"] == "#":
            raise InvalidInput(f"machine {target} is there already; write lxd:{target} for a container in it")
        return {"placement": facades.common.Placement(where["directive"], scope=where["scope"])}

    def _machine_params(
        self,
        target: str | None,
        on: str | None,
        given: Mapping[str, ConstraintValue] | None,
        disks: str | Iterable[str] | None,
    ) -> facades.common.AddMachineParams:
        found: dict[str, Any] = {"jobs": [_HOSTS_UNITS]}
        if on:
            wanted = base(on)
            if self.series >= (3, 0):
                found["base"] = facades.common.Base(wanted["name"], wanted["channel"])
            else:
                found["series"] = series_of(wanted) or _no_series(on)
        if given:
            found["constraints"] = wire_constraints(given, self.series)
        if target:
            found |= self._machine_place(target)
        if disks:
            from jujuclient.facades.common import StorageDirective
            from jujuclient.verbs.storage import directive

            found["disks"] = [
                StorageDirective(
                    count=wanted.count or UNSET, pool=wanted.pool or UNSET, size=wanted.size or UNSET
                )
                for wanted in (directive(text) for text in many(disks))
            ]
        return facades.common.AddMachineParams(**found)

    def machines(self) -> dict[str, MachineStatus]:
        """The model's machines by id; containers stand within their machines."""
        status = Status.read(
            self._facade(facades.client.Client).full_status(), controller=self.access.controller
        )
        return status.machines

    def remove_machine(
        self,
        *machine: str | int,
        force: bool = False,
        keep_instance: bool = False,
        no_wait: bool = False,
    ) -> None:
        """Remove machines.

        Args:
            machine: ids, such as ``0`` or ``0/lxd/1``.
            force: with all that is on them.
            keep_instance: leave the instance running in the cloud (2.2 and later).
            no_wait: with ``force``, do not wait for one step before the next (2.6 and later).

        Raises:
            ValueError: no machine, or ``no_wait`` without ``force``.
            MachineHasUnits: units are on it; remove them, or force it.
        """
        ids = [str(one) for one in machine]
        if not ids:
            raise InvalidInput("name the machines to remove")
        if no_wait and not force:
            raise InvalidInput("no_wait is for force=True only")
        if self._best("MachineManager") < 4:
            names = [one.removeprefix("machine-").replace("-", "/") for one in ids]
            self._facade(facades.client.Client).destroy_machines(names, force=sent(force))
            return
        given: dict[str, Any] = {"force": sent(force), "keep": sent(keep_instance)}
        if no_wait:
            given["max_wait"] = 0
        tags = [tag_of("machine", one) for one in ids]
        all_good(
            self._facade(facades.machine_manager.MachineManager).destroy_machine_with_params(tags, **given)
        )

    def retry_provisioning(self, *machine: str | int) -> None:
        """Try again to start machines whose provisioning failed; all of them without an argument."""
        ids = [str(one) for one in machine]
        if self._best("MachineManager") >= 7:
            named = [tag_of("machine", one) for one in ids]
            answer = self._facade(facades.machine_manager.MachineManager).retry_provisioning(
                all=sent(not ids), machines=sent(named)
            )
        elif not ids:
            raise InvalidInput("name the machines to try again; this controller cannot find them itself")
        else:
            answer = self._facade(facades.client.Client).retry_provisioning(entities("machine", ids))
        answer.raise_first()


def _no_series(text: str) -> str:
    raise InvalidInput(f"{text} has no name as a series; controllers before 3.0 take those of Ubuntu only")
