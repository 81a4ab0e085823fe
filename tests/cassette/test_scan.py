"""Looking for what is left."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from pathlib import Path

import pytest

from fakejuju.cassette.files import load, save
from fakejuju.cassette.model import Body, Cassette, Connection, Exchange, Header, HttpExchange, Note
from fakejuju.cassette.scan import entropy, scan

COMMITTED = sorted((Path(__file__).parents[2] / "cassettes").glob("*/*.yaml"))
RANDOM = base64.b64encode(hashlib.sha256(b"a seed").digest()).decode()


def holding(**result: object) -> Cassette:
    exchange = Exchange(
        number=1, on=1, facade="Client", method="Get", result=json.dumps(result, separators=(",", ":")),
        asked=2, answered=2,
    )  # fmt: skip
    return Cassette(header=Header(), events=[Connection(number=1, path="/api", place=1), exchange])


def test_nothing_is_found_in_the_committed_cassettes() -> None:
    findings = {path.name: scan(load(path)) for path in COMMITTED}

    assert {name: found for name, found in findings.items() if found} == {}


def test_a_finding_says_where_and_never_what(tmp_path: Path) -> None:
    save(holding(fine="yes", password="hunter22"), tmp_path / "a.yaml")

    (finding,) = scan(load(tmp_path / "a.yaml"))

    assert finding.line == 9
    assert str(finding) == (
        "line 9, exchange 1, Client.Get v0: field or pattern in result.password (8 characters)"
    )


@pytest.mark.parametrize(
    "value",
    [
        RANDOM,
        f"see {RANDOM} there",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "xK9mP2vQ8nL4wR7tY3zB6cF1",
    ],
)
def test_random_texts_are_found(value: str) -> None:
    (finding,) = scan(holding(note=value))

    assert finding.kind == "random text"
    assert finding.where == "result.note"
    assert value not in str(finding)


@pytest.mark.parametrize(
    "value",
    [
        str(uuid.uuid5(uuid.NAMESPACE_DNS, "a")),
        hashlib.sha256(b"a").hexdigest(),
        hashlib.sha384(b"a").hexdigest(),
        "2026-11-23T22:49:09.832489166Z",
        "local:amd64/jammy/my-long-application-name-12",
        "ch:amd64/noble/postgresql-k8s-with-a-long-name-774",
        f"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDf{RANDOM} joe@host",
        f"-----BEGIN CERTIFICATE-----\n{RANDOM}\n{RANDOM}\n-----END CERTIFICATE-----",
        "https://api.charmhub.io/v2/charms/refresh",
        "application-postgresql-k8s-with-a-long-name",
        "<password:12> and <secret-content:1>",
        "SomeVeryLongCamelCaseNameOfAFacadeOrMethod",
    ],
)
def test_what_is_public_is_not_found(value: str) -> None:
    assert scan(holding(note=value)) == []


def test_fields_that_are_random_by_nature_are_left_alone() -> None:
    assert (
        scan(
            holding(**{"fingerprint": RANDOM, "instance-key": RANDOM, "sha256": RANDOM, "PublicKey": RANDOM})
        )
        == []
    )


def test_http_and_notes_are_looked_at_and_archives_are_not() -> None:
    http = HttpExchange(
        number=1, method="PUT", path="/x", status=200, headers=[("X-Thing", RANDOM)],
        body=Body(base64=base64.b64encode(b"PK\x03\x04\xff" + RANDOM.encode()).decode(), size=1),
        response_body=Body(text=f"it is {RANDOM}", size=1), place=1,
    )  # fmt: skip
    cassette = Cassette(header=Header(), events=[http, Note(text=RANDOM, place=2)])

    assert [finding.where for finding in scan(cassette)] == ["headers.X-Thing", "response-body", "note"]


def test_entropy_is_in_bits_a_character() -> None:
    assert entropy("aaaa") == 0
    assert entropy("abcd") == 2
