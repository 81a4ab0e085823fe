"""The status as a table of plain text, in the columns that the juju command has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jujuclient.status import MachineStatus, Status, UnitStatus

Row = Sequence[str]
_UNIT = ("Unit", "Workload", "Agent", "Machine", "Address", "Ports", "Message")
_MACHINE = ("Machine", "State", "Address", "Inst id", "Base", "Message")


def table(head: Row, rows: Sequence[Row]) -> str:
    """Columns as wide as their widest cell, two spaces apart; "" without rows."""
    if not rows:
        return ""
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in (head, *rows)
    ]
    return "\n".join(line.rstrip() for line in lines)


def status_table(status: Status) -> str:
    """The whole status."""
    model = status.model
    cloud = f"{model.cloud}/{model.region}" if model.region else model.cloud
    parts = [
        table(
            ("Model", "Controller", "Cloud/Region", "Version"),
            [(model.name, model.controller, cloud, model.version)],
        ),
        table(
            ("SAAS", "Status", "Store", "URL"),
            [
                (name, one.app_status.current, "", one.url)
                for name, one in sorted(status.app_endpoints.items())
            ],
        ),
        table(
            ("App", "Version", "Status", "Scale", "Charm", "Channel", "Rev", "Exposed", "Message"),
            list(_apps(status)),
        ),
        table(_UNIT, list(_all_units(status))),
        table(_MACHINE, list(_machines(status.machines))),
        table(
            ("Offer", "Application", "Charm", "Connected", "Endpoints"),
            [
                (name, one.app, one.charm, f"{one.active_connected_count}/{one.total_connected_count}",
                 ", ".join(sorted(one.endpoints)))
                for name, one in sorted(status.offers.items())
            ],
        ),
    ]  # fmt: skip
    if not status.apps and not status.machines:
        parts.append("The model is empty.")
    return "\n\n".join(part for part in parts if part)


def _apps(status: Status) -> Iterator[Row]:
    for name, app in sorted(status.apps.items()):
        scale = str(app.scale or len(status.get_units(name)))
        ending = app.life if app.life != "alive" else ""
        yield (
            name, app.version, ending or app.app_status.current, scale, app.charm_name,
            app.charm_channel, str(app.charm_rev) if app.charm_rev >= 0 else "",
            "yes" if app.exposed else "no", app.app_status.message,
        )  # fmt: skip


def _number(name: str) -> tuple[str, int]:
    app, _, number = name.rpartition("/")
    return app, int(number) if number.isdigit() else -1


def _all_units(status: Status) -> Iterator[Row]:
    for _, app in sorted(status.apps.items()):
        for name, unit in sorted(app.units.items(), key=lambda item: _number(item[0])):
            yield _unit(name, unit, "")
            for other, beside in sorted(unit.subordinates.items(), key=lambda item: _number(item[0])):
                yield _unit(other, beside, "  ")


def _unit(name: str, unit: UnitStatus, indent: str) -> Row:
    star = "*" if unit.leader else ""
    message = unit.workload_status.message or unit.juju_status.message
    address = unit.public_address or unit.address
    return (
        f"{indent}{name}{star}", unit.workload_status.current, unit.juju_status.current, unit.machine,
        address, ",".join(unit.open_ports), message,
    )  # fmt: skip


def _machines(machines: dict[str, MachineStatus]) -> Iterator[Row]:
    for id, machine in sorted(machines.items(), key=lambda item: _place(item[0])):
        message = machine.machine_status.message or machine.juju_status.message
        base = str(machine.base) if machine.base else ""
        yield (id, machine.juju_status.current, machine.dns_name, machine.instance_id, base, message)
        yield from _machines(machine.containers)


def _place(id: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (0, part) for part in id.split("/")]
