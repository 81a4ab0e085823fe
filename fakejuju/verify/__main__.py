"""``python -m fakejuju.verify CASSETTES`` prints ``docs/fidelity.md``: how alike the simulator is."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from fakejuju.verify.ask import shares
from fakejuju.verify.compare import LEVELS
from fakejuju.verify.report import Found, verify_files

CEILING = {"2.9": "92 %", "3.6": "83 %", "4.0": "93 %"}
"""In value, how far a second real controller agrees with the recorded one; from the recordings' notes."""


def lives(folder: Path) -> list[tuple[str, list[Path]]]:
    """The cassettes of a folder as lives of controllers, each with its name."""
    agentless = [
        (f"{path.stem}, agents stand still", [path]) for path in sorted((folder / "agentless").glob("*.yaml"))
    ]
    with_agents = [
        (f"{one.name}, with agents", sorted(one.glob("*.yaml")))
        for one in sorted(folder.glob("juju-*"))
        if one.is_dir()
    ]
    return [*agentless, *with_agents]


def page(folder: Path) -> str:
    """The page."""
    lines = [
        "# How alike the simulator is",
        "",
        "Made by `make docs` (`python -m fakejuju.verify cassettes`); do not edit. The simulator is asked",
        "everything that a real controller was asked, and its answers are held against the recorded ones:",
        "in *outcome* (an answer or an error, of the call and each item), *error* (text and code), *shape*",
        "(keys, types, numbers of items), and *value* (all of it, but for times and minted ids). Each column",
        "counts the answers that agree in it and in all columns before it.",
        "",
        "| life | answers | outcome | error | shape | value | a second real one, in value |",
        "|---|---|---|---|---|---|---|",
    ]
    found = [(name, verify_files(paths)) for name, paths in lives(folder)]
    for name, one in found:
        counted = shares(one.verdicts)
        total = max(1, counted["answers"])
        cells = " | ".join(f"{100 * counted[level] / total:.1f} %" for level in LEVELS)
        ceiling = CEILING.get(one.series, "not known") if "still" in name else "not measured"
        lines.append(f"| {name} | {counted['answers']} | {cells} | {ceiling} |")
    for name, one in found:
        lines += _details(name, one)
    return "\n".join(lines) + "\n"


def _details(name: str, found: Found) -> list[str]:
    by_call: dict[str, Counter[str]] = {}
    for verdict in found.verdicts:
        if verdict.level in LEVELS[:3]:
            by_call.setdefault(verdict.call, Counter())[verdict.level] += 1
    reasons = Counter(
        accepted.reason
        for verdict in found.verdicts
        for difference in verdict.differences
        for accepted in found.accepted
        if accepted.takes(verdict, difference)
    )
    lines = ["", f"## {name}", ""]
    if not by_call:
        lines.append("Every answer agrees in outcome, error and shape.")
    for call, counts in sorted(by_call.items()):
        lines.append(
            f"- {call}: " + ", ".join(f"{counts[level]} in {level}" for level in LEVELS if counts[level])
        )
    if reasons:
        lines += ["", "Accepted, with the reason:", ""]
        lines += [f"- {number} times: {reason}" for reason, number in sorted(reasons.items())]
    if found.unasked:
        lines += ["", f"Not asked, or not applied: {len(found.unasked)}, such as {found.unasked[0]}."]
    return lines


if __name__ == "__main__":
    print(page(Path(sys.argv[1])), end="")
