"""The report of a verification: shares, differences, and a baseline of those that are accepted.

A baseline is YAML: a list of entries, each with ``call`` and ``path`` (both may have ``*``),
``level``, and the ``reason`` why that difference is accepted; ``cassette`` and ``exchange`` make it narrower.
"""

from __future__ import annotations

import fnmatch
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import yaml

from fakejuju.cassette.model import Cassette, Note
from fakejuju.errors import FakeJujuError
from fakejuju.simulator import Simulator
from fakejuju.verify.ask import Asker, Verdict, basic, shares
from fakejuju.verify.compare import LEVELS, Difference
from fakejuju.verify.lives import cassettes_in, read_life, remarks_on
from fakejuju.verify.world import simulation_of

BASELINE = Path(__file__).with_name("baseline.yaml")


class Accepted(msgspec.Struct, forbid_unknown_fields=True):
    """One accepted kind of difference."""

    call: str
    level: str
    reason: str
    path: str = "*"
    cassette: str = "*"
    exchange: int | None = None

    def takes(self, verdict: Verdict, difference: Difference) -> bool:
        """Whether it is this one."""
        return (
            difference.level == self.level
            and fnmatch.fnmatchcase(verdict.call, self.call)
            and fnmatch.fnmatchcase(difference.path.replace("[", "(").replace("]", ")"),
                                    self.path.replace("[", "(").replace("]", ")"))
            and fnmatch.fnmatchcase(verdict.cassette, self.cassette)
            and self.exchange in (None, verdict.exchange)
        )  # fmt: skip


class Found(NamedTuple):
    """What a verification found."""

    series: str
    verdicts: list[Verdict]
    unasked: list[str]
    failures: list[str]
    accepted: list[Accepted]
    remarks: Sequence[str] = ()

    def unaccepted(self, level: str = "value") -> list[tuple[Verdict, Difference]]:
        """The differences that nobody accepted, down to a level."""
        wanted = LEVELS[: LEVELS.index(level) + 1]
        return [
            (verdict, difference)
            for verdict in self.verdicts
            for difference in verdict.differences
            if difference.level in wanted and not any(one.takes(verdict, difference) for one in self.accepted)
        ]

    def as_dict(self) -> dict[str, Any]:
        """All of it, for a program."""
        return {
            "juju": self.series,
            "shares": shares(self.verdicts),
            "unasked": self.unasked,
            "shares-of-known": shares(one for one in self.verdicts if not one.unknown),
            "failures": self.failures,
            "remarks": list(self.remarks),
            "differences": [
                {
                    "cassette": verdict.cassette,
                    "exchange": verdict.exchange,
                    "call": verdict.call,
                    **difference._asdict(),
                    "unknown": verdict.unknown or None,
                    "accepted": next(
                        (one.reason for one in self.accepted if one.takes(verdict, difference)), None
                    ),
                }
                for verdict in self.verdicts
                for difference in verdict.differences
            ],
        }


def read_baseline(path: Path) -> list[Accepted]:
    """The accepted differences of a file.

    Raises:
        FakeJujuError: it cannot be read; with the reason.
    """
    if not path.exists():
        return []
    try:
        return msgspec.convert(yaml.safe_load(path.read_text()) or [], list[Accepted])
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise FakeJujuError(f"{path} is no baseline: {error}") from None


def verify_files(paths: list[Path], *, profile: str = "manual", baseline: Path | None = None) -> Found:
    """Ask the simulator everything that these cassettes hold, as one life of one controller.

    Raises:
        FakeJujuError: a cassette cannot be read, or they are of several controllers.
    """
    paths = cassettes_in(paths)
    cassettes = read_life(paths)
    simulation, password = simulation_of(cassettes)
    if profile != "manual":
        from fakejuju.agents import Agents

        simulation.agents = Agents(simulation, profile)
    simulator = Simulator(simulation)
    simulator.endpoint = simulation.endpoint = _endpoint(cassettes)
    asker = Asker(
        simulator,
        authorization=basic("admin", password),
        password=password,
        exchanges=[exchange for cassette in cassettes for exchange in cassette.exchanges],
        read_off=not any(_has_notes(cassette) for cassette in cassettes),
    )
    for path, cassette in zip(paths, cassettes, strict=True):
        asker.ask(cassette, path.stem)
    return Found(
        simulation.series.known_as,
        asker.verdicts,
        asker.unasked,
        [repr(failure) for failure in simulation.failures],
        read_baseline(baseline or BASELINE),
        remarks_on(paths),
    )


def _has_notes(cassette: Cassette) -> bool:
    """Whether a recording says what agents did."""
    return any(isinstance(event, Note) and '"agent"' in event.text for event in cassette.events)


def _endpoint(cassettes: list[Any]) -> str:
    for cassette in cassettes:
        for exchange in cassette.exchanges:
            if exchange.facade == "Admin" and exchange.failure is None:
                answer = msgspec.json.decode(exchange.result)
                for nodes in answer.get("servers") or answer.get("Servers") or ():
                    for node in nodes or ():
                        # In Juju 1 a login of version 1 spells the list in one way and its items in another.
                        host, port = (
                            node.get("value") or node.get("Value"),
                            node.get("port") or node.get("Port"),
                        )
                        return f"{host}:{port}"
    return "localhost:17070"


def report(found: Found, level: str = "shape") -> str:
    """The report for people."""
    counted = shares(found.verdicts)
    total = max(1, counted["answers"])
    words = ", ".join(f"{name} {100 * counted[name] / total:.1f} %" for name in LEVELS)
    lines = [f"Juju {found.series}: {counted['answers']} answers; they agree in {words}"]
    accepted = Counter(
        one.reason
        for verdict in found.verdicts
        for difference in verdict.differences
        for one in found.accepted[:]
        if one.takes(verdict, difference)
    )
    lines += [f"order: {remark}" for remark in found.remarks]
    lines += _not_known(found)
    lines += [f"accepted {number}: {reason}" for reason, number in accepted.most_common()]
    lines += [f"failed inside: {failure}" for failure in found.failures]
    lines += [f"not asked: {reason}" for reason in found.unasked]
    for verdict, difference in found.unaccepted(level):
        if verdict.unknown:
            continue
        lines.append(f"{verdict.cassette} {verdict.exchange} {verdict.call}: {difference}")
    return "\n".join(lines)


def _not_known(found: Found) -> list[str]:
    """What was there before the recording: that answers differ for want of it says nothing."""
    about = [verdict for verdict in found.verdicts if verdict.unknown]
    if not about:
        return []
    counted = shares(verdict for verdict in found.verdicts if not verdict.unknown)
    total = max(1, counted["answers"])
    words = ", ".join(f"{name} {100 * counted[name] / total:.1f} %" for name in LEVELS)
    reasons = Counter(verdict.unknown for verdict in about)
    rest = f"{counted['answers']} answers; {words}"
    lines = [f"without the {len(about)} about what was there before the recording: {rest}"]
    return lines + [
        f"not known {number}: {reason}, which nothing that was asked makes"
        for reason, number in reasons.most_common()
    ]
