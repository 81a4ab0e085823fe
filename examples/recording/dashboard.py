#!/usr/bin/env python3
"""A dashboard: what there is in a model, and what is not well. Run it wherever `juju status` works.

fakejuju record dashboard.yaml -- python dashboard.py
"""

from __future__ import annotations

from jujuclient import Model
from jujuclient.status import Status


def lines(status: Status) -> list[str]:
    """A line for each application, with a bar for its units, and one for each unit that is not well."""
    made = []
    for name, app in status.apps.items():
        well = [unit.workload_status.current == "active" for unit in app.units.values()]
        bar = "".join("█" if one else "░" for one in well)
        made.append(f"{name:<12} {app.app_status.current:<8} {bar}")
        made += [
            f"  {unit}: {told.workload_status.message}"
            for unit, told in app.units.items()
            if told.workload_status.current != "active"
        ]
    return made


def show(model: Model) -> str:
    """The dashboard of a model."""
    return "\n".join(lines(model.status()))


if __name__ == "__main__":
    with Model.connect() as model:
        print(show(model))
