"""Names as the wire writes them."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from jujuclient.wire.tags import KINDS, Channel, CharmURL, OfferURL, Tag, id_of, is_uuid, unit_tag, user_tag

UUID = "120d9310-b334-4ef6-87f7-fdd0e0e188d6"


@pytest.mark.parametrize(
    ("text", "kind", "id"),
    [
        ("user-admin", "user", "admin"),
        ("user-bob@canonical", "user", "bob@canonical"),
        ("unit-mysql-router-0", "unit", "mysql-router/0"),
        ("machine-0-lxd-1", "machine", "0/lxd/1"),
        (f"model-{UUID}", "model", UUID),
        ("controller-deadbeef", "controller", "deadbeef"),
        ("relation-wordpress.db#mysql.server", "relation", "wordpress:db mysql:server"),
        ("storage-data-0", "storage", "data/0"),
        ("filesystem-0-1", "filesystem", "0/1"),
        ("cloudcred-aws_owner_name", "cloudcred", "aws_owner_name"),
        ("applicationoffer-hosted-db", "applicationoffer", "hosted-db"),
        ("subnet-10.0.0.0/24", "subnet", "10.0.0.0/24"),
        ("secretbackend-x", "secretbackend", "x"),
    ],
)
def test_a_tag_is_read_and_written(text: str, kind: str, id: str) -> None:
    tag = Tag.parse(text)

    assert tag == (kind, id)
    assert str(tag) == text


@pytest.mark.parametrize("text", ["", "garbage", "user-", "unit-mysql", "unit-x-y", "nosuchkind-1"])
def test_what_is_no_tag_is_named_in_the_error(text: str) -> None:
    with pytest.raises(ValueError, match="not a valid"):
        Tag.parse(text)


@given(st.sampled_from(sorted(KINDS)), st.text("abcdefgh0123456789@._", min_size=1, max_size=10))
def test_every_kind_round_trips(kind: str, id: str) -> None:
    wanted = Tag(kind, f"{id}/7") if kind in ("unit", "storage") else Tag(kind, id)
    if kind == "relation":
        wanted = Tag(kind, id.replace(".", ""))
    if wanted.id:
        assert Tag.parse(str(wanted)) == wanted


def test_short_hands() -> None:
    assert unit_tag("mysql/0") == "unit-mysql-0"
    assert user_tag("admin") == user_tag("user-admin") == "user-admin"
    assert id_of("machine-3", "machine") == "3"
    with pytest.raises(ValueError, match="kind machine, not unit"):
        id_of("machine-3", "unit")


def test_uuids() -> None:
    assert is_uuid(UUID)
    assert not is_uuid(UUID.upper())
    assert not is_uuid(UUID + "\n")
    assert not is_uuid("bad")


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("local:jammy/mysql-3", CharmURL("local", "mysql", 3, "jammy")),
        ("local:amd64/alpha-0", CharmURL("local", "alpha", 0, "", "amd64")),
        ("ch:amd64/jammy/mysql-k8s-55", CharmURL("ch", "mysql-k8s", 55, "jammy", "amd64")),
        ("cs:~bob/trusty/wordpress-1", CharmURL("cs", "wordpress", 1, "trusty", "", "bob")),
        ("ch:ubuntu", CharmURL("ch", "ubuntu")),
    ],
)
def test_a_charm_url_is_read_and_written(text: str, url: CharmURL) -> None:
    assert CharmURL.parse(text) == url
    assert str(url) == text


def test_a_bare_name_is_a_charmhub_charm() -> None:
    assert str(CharmURL.parse("postgresql")) == "ch:postgresql"


@pytest.mark.parametrize("text", ["", "local:", "cs:-3", "ch:a/b/c/d-1", "local:jammy/3"])
def test_what_is_no_charm_url_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="URL"):
        CharmURL.parse(text)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("prod:admin/m1.alpha", OfferURL("m1", "alpha", "admin", "prod")),
        ("admin/m1.alpha", OfferURL("m1", "alpha", "admin")),
        ("m1.alpha", OfferURL("m1", "alpha")),
    ],
)
def test_an_offer_url_is_read_and_written(text: str, url: OfferURL) -> None:
    assert OfferURL.parse(text) == url
    assert str(url) == text


def test_what_is_no_offer_url_is_refused() -> None:
    with pytest.raises(ValueError, match="offer URL"):
        OfferURL.parse("alpha")


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("14/edge", ("14", "edge", "")),
        ("edge", ("", "edge", "")),
        ("14", ("14", "stable", "")),
        ("", ("", "stable", "")),
        ("14/edge/fix", ("14", "edge", "fix")),
        ("edge/fix", ("", "edge", "fix")),
        ("14/nope", ("14", "nope", "")),
    ],
)
def test_a_channel_is_read(text: str, channel: tuple[str, str, str]) -> None:
    assert Channel.parse(text) == channel
