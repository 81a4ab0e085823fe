"""Bundles: planned first, to be read, then carried out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jujuclient import facades
from jujuclient.errors import DeadlineExceeded, InvalidInput, JujuError
from jujuclient.pacing import Pace
from jujuclient.status import Status
from jujuclient.verbs.applications import ApplicationVerbs
from jujuclient.verbs.machines import MachineVerbs
from jujuclient.verbs.offers import OfferVerbs
from jujuclient.verbs.relations import RelationVerbs
from jujuclient.verbs.upkeep import UpkeepVerbs

if TYPE_CHECKING:
    from jujuclient.bundles import Plan, Step

Bundle = str | os.PathLike[str] | Mapping[str, Any]
ASSIGNED_WITHIN = 60.0
"""Seconds that a unit, on whose machine another is placed, may take to get one."""


class BundleVerbs(ApplicationVerbs, RelationVerbs, MachineVerbs, OfferVerbs, UpkeepVerbs):
    """What ``Model`` does with bundles."""

    def apply_plan(self, plan: Plan, *, machines: Mapping[str, str] | None = None) -> None:
        """Carry out a plan, step by step.

        Args:
            machines: the bundle's machines that are there already: its id to the model's.

        Raises:
            PlanError: a step that cannot be done; what was done before it stays.
        """
        from jujuclient.bundles import PlanError

        places = {str(id): str(real) for id, real in (machines or {}).items()}
        for number, step in enumerate(plan.steps):
            if step.verb == "add-machine" and step.subject in places:
                continue
            try:
                self._carry_out(step, places)
            except JujuError as error:
                raise PlanError(step, plan.steps[:number], error) from error

    def deploy_bundle(
        self, bundle: Bundle, *, overlays: Iterable[Bundle] = (), machines: Mapping[str, str] | None = None
    ) -> Plan:
        """Deploy a bundle: plan it, carry the plan out, and give it back."""
        plan = self.plan_bundle(bundle, overlays=overlays)
        self.apply_plan(plan, machines=machines)
        return plan

    def plan_bundle(self, bundle: Bundle, *, overlays: Iterable[Bundle] = ()) -> Plan:
        """What is to be done so that the model has what a bundle says; nothing is done.

        Args:
            bundle: a path, YAML text, or values.
            overlays: laid over it one after the other.

        Raises:
            BundleError: with all that is wrong with it.
        """
        from jujuclient import bundles

        document, folder = bundles.read(bundle)
        for overlay in overlays:
            document = bundles.lay_over(document, bundles.read(overlay)[0])
        return bundles.plan(document, folder, self._whole_status())

    def _deploy_bundle_at(
        self, bundle: str | os.PathLike[str], overlays: Iterable[str | os.PathLike[str]]
    ) -> None:
        self.deploy_bundle(Path(bundle), overlays=[Path(one) for one in overlays])

    def _whole_status(self) -> Status:
        return Status.read(
            self._facade(facades.client.Client).full_status(), controller=self.access.controller
        )

    def _carry_out(self, step: Step, places: dict[str, str]) -> None:
        given, name = dict(step.given), step.subject
        if step.verb == "add-machine":
            places[name] = self.add_machine(base=given["base"], constraints=given["constraints"])[0]
        elif step.verb == "deploy":
            given["to"] = self._places(given["to"], places) or None
            self.deploy(given.pop("charm"), name, **given)
        elif step.verb == "scale":
            to = self._places(given["to"], places)
            self.add_unit(name, num_units=given["num_units"], to=to or None)
        elif step.verb == "config":
            self.config(name, given["values"])
        elif step.verb == "refresh":
            self.refresh(name, **given)
        elif step.verb == "expose":
            self._expose(name, given["endpoints"])
        elif step.verb == "annotate":
            entity = places[given["machine"]] if "machine" in given else name
            self.set_annotations(entity, {key: str(value) for key, value in given["notes"].items()})
        elif step.verb == "consume":
            self.consume(given["url"], name)
        elif step.verb == "relate":
            self.integrate(*given["ends"])
        elif step.verb == "offer":
            self._offer(name, given)
        else:
            raise InvalidInput(f"a plan has no step {step.verb!r}")

    def _expose(self, app: str, endpoints: Mapping[str, Any]) -> None:
        if not endpoints:
            self.expose(app)
            return
        told = {
            str(name): {
                key: list((about or {}).get(key) or ())
                for key in ("expose-to-spaces", "expose-to-cidrs")
                if (about or {}).get(key)
            }
            for name, about in endpoints.items()
        }
        self._ask("Application", "Expose", {"application": app, "exposed-endpoints": told})

    def _offer(self, name: str, given: Mapping[str, Any]) -> None:
        from jujuclient.facades.application_offers import ApplicationOffers, ModifyOfferAccess

        url = self.offer(given["app"], endpoint=given["endpoints"], name=name)
        changes = [
            ModifyOfferAccess(f"user-{user}", "grant", str(access), url)
            for user, access in given["acl"].items()
            if user != self._user()  # who makes an offer administers it already
        ]
        if changes:
            self._on_controller(ApplicationOffers).modify_offer_access(changes).raise_first()

    # --- placements ----------------------------------------------------------------------------

    def _places(self, to: Iterable[str], places: Mapping[str, str]) -> list[str]:
        """Placements in the model's terms; units on a machine of their own come last and need none."""
        from jujuclient import bundles

        found: list[str] = []
        counters: dict[str, int] = {}
        for text in to:
            container, target, unit = bundles.placement_parts(text)
            if target == "new":
                found += [container] if container else []
                continue
            if target in places:
                machine = places[target]
            else:
                if unit < 0:
                    unit = counters.get(target, 0)
                    counters[target] = unit + 1
                machine = self._machine_of(target, unit)
            found.append(f"{container}:{machine}" if container else machine)
        return found

    def _machine_of(self, app: str, number: int) -> str:
        """The machine of an application's unit, by its place among them."""
        pace = Pace(ASSIGNED_WITHIN, clock=self.clock)
        while True:
            known = self._whole_status().apps.get(app)
            units = (
                sorted(known.units.items(), key=lambda one: int(one[0].rpartition("/")[2])) if known else []
            )
            unit = units[number][1] if number < len(units) else None
            if unit is not None and unit.machine:
                return unit.machine
            if unit is not None and unit.workload_status.current == "error":
                raise JujuError(f"unit {number} of {app} gets no machine: {unit.workload_status.message}")
            if not pace.again():
                raise DeadlineExceeded(f"unit {number} of {app} has no machine after {pace.limit:g} s")
