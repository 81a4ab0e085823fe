"""The status as a table of plain text, in the columns of the juju command (4.1) but its time of day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from jujuclient.status import AppStatus, MachineStatus, Status, UnitStatus

Row = Sequence[str]
_APP = ("App", "Version", "Status", "Scale", "Charm", "Channel", "Rev", "Address", "Exposed", "Message")
_UNIT = ("Unit", "Workload", "Agent", "Machine", "Public address", "Address", "Ports", "Message")
_NOT_OF = {"caas": ("Machine", "Public address"), "iaas": ("Address",)}
"""Columns that a kind of model has nothing for."""
_MACHINE = ("Machine", "State", "Address", "Inst id", "Base", "AZ", "Message")
_AT_WORK = ("executing", "idle", "running", "started")
"""Words of an agent that is there; the last is Juju 1's."""


def table(head: Row, rows: Sequence[Row], *, right: Sequence[str] = ()) -> str:
    """Columns as wide as their widest cell, two spaces apart; "" without rows.

    Args:
        right: heads of the columns whose cells stand at the right.
    """
    if not rows:
        return ""
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    put = [str.rjust if name in right else str.ljust for name in head]
    lines = [
        "  ".join(side(cell, width) for side, cell, width in zip(put, row, widths, strict=True))
        for row in (head, *rows)
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
                (name, one.app_status.current, _store(one.url, model.controller), one.url)
                for name, one in sorted(status.app_endpoints.items())
            ],
        ),
        table(*_shown(_APP, _apps(status), model.type), right=("Scale", "Rev")),
        table(*_shown(_UNIT, _all_units(status), model.type)),
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


def _shown(head: Row, rows: Iterable[Row], kind: str) -> tuple[Row, list[Row]]:
    """The columns that a kind of model has; Juju 1 does not name a kind, and has machines."""
    left_out = _NOT_OF.get(kind, _NOT_OF["iaas"])
    kept = [place for place, name in enumerate(head) if name not in left_out]
    return [head[place] for place in kept], [[row[place] for place in kept] for row in rows]


def _store(url: str, controller: str) -> str:
    """Where an offer is: at a named controller, or at this one."""
    named, colon, _ = url.partition(":")
    return named if colon else controller or "local"


def _scale(status: Status, name: str, app: AppStatus) -> str:
    """How many units are at work, and how many there are to be where that is another number."""
    units = status.get_units(name).values()
    wanted = app.scale if status.model.type == "caas" else len(units)
    ready = sum(
        unit.juju_status.current in _AT_WORK and unit.workload_status.current != "terminated"
        for unit in units
    )
    return str(ready) if ready == wanted else f"{ready}/{wanted}"


def _apps(status: Status) -> Iterator[Row]:
    for name, app in sorted(status.apps.items()):
        scale = _scale(status, name, app)
        ending = app.life if app.life != "alive" else ""
        yield (
            name, app.version, ending or app.app_status.current, scale, app.charm_name,
            app.charm_channel, str(app.charm_rev) if app.charm_rev >= 0 else "", app.address,
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
    return (
        f"{indent}{name}{star}", unit.workload_status.current, unit.juju_status.current, unit.machine,
        unit.public_address or unit.address, unit.address, ports(unit.open_ports), message,
    )  # fmt: skip


def ports(opened: Iterable[str]) -> str:
    """Ports by protocol, neighbours as a range: ``80,8000-8010/tcp 53/udp``."""
    by_protocol: dict[str, list[str]] = {}
    for port in opened:
        number, _, protocol = port.partition("/")
        by_protocol.setdefault(protocol or number, []).append(number if protocol else "")
    return " ".join(
        f"{','.join(_ranges(numbers))}/{protocol}" if any(numbers) else protocol
        for protocol, numbers in sorted(by_protocol.items())
    )


def _ranges(numbers: list[str]) -> list[str]:
    single = sorted({int(number) for number in numbers if number.isdigit()})
    starts = [number for number in single if number - 1 not in single]
    ends = [number for number in single if number + 1 not in single]
    found = [
        (start, str(start) if start == end else f"{start}-{end}")
        for start, end in zip(starts, ends, strict=True)
    ]
    ranges = [(int(one.partition("-")[0]), one) for one in numbers if "-" in one]
    return [text for _, text in sorted(found + ranges)]


def _machines(machines: dict[str, MachineStatus]) -> Iterator[Row]:
    for id, machine in sorted(machines.items(), key=lambda item: _place(item[0])):
        message = machine.machine_status.message or machine.juju_status.message
        base = str(machine.base) if machine.base else ""
        where = machine.hardware.partition("availability-zone=")[2].partition(" ")[0]
        name = machine.display_name or machine.instance_id
        yield (id, machine.juju_status.current, machine.dns_name, name, base, where, message)
        yield from _machines(machine.containers)


def _place(id: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (0, part) for part in id.split("/")]
