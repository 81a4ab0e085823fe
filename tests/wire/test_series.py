"""What each series says to what it does not have; the words are those of the recordings and the facts."""

from __future__ import annotations

import pytest

from jujuclient.wire.messages import Dialect
from jujuclient.wire.series import SERIES, Series


@pytest.mark.parametrize(
    ("version", "with_version", "without"),
    [
        ("1.25", 'unknown version (9) of interface "Foo"', 'unknown object type "Foo"'),
        ("3.6.28", 'unknown version (9) of interface "Foo"', 'unknown object type "Foo"'),
        ("4.0.15", 'unknown version 9 for facade type "Foo"', 'unknown facade type "Foo"'),
    ],
)
def test_an_unknown_facade(version: str, with_version: str, without: str) -> None:
    series = Series.of(version)

    assert series.unknown_facade("Foo", 9).message == with_version
    assert series.unknown_facade("Foo", 0).message == without
    assert series.unknown_facade("Foo", 9).code == "not implemented"


@pytest.mark.parametrize(
    ("version", "facade_version", "words"),
    [
        ("1.18", 0, "no such request - method Client.Foo is not implemented"),
        ("3.6.28", 8, "no such request - method Client(8).Foo is not implemented"),
        ("4.0.15", 8, 'unknown method "Foo" at version 8 for facade type "Client"'),
    ],
)
def test_an_unknown_method(version: str, facade_version: int, words: str) -> None:
    assert Series.of(version).unknown_method("Client", facade_version, "Foo").message == words


@pytest.mark.parametrize(
    ("version", "words", "code"),
    [
        ("1.25", 'unknown environment: "x"', "not found"),
        ("2.9.52", 'unknown model: "x"', "model not found"),
        ("4.0.15", 'unknown model: "x"', "model not found"),
    ],
)
def test_an_unknown_model(version: str, words: str, code: str) -> None:
    failure = Series.of(version).unknown_model("x")

    assert (failure.message, failure.code) == (words, code)


@pytest.mark.parametrize(
    ("version", "words", "code"),
    [
        ("1.25", "already logged in", ""),
        ("3.6.28", 'facade "Admin" not supported for controller API connection', "not supported"),
        ("4.0.15", 'unknown version 3 for facade type "Admin"', "not implemented"),
    ],
)
def test_a_second_login(version: str, words: str, code: str) -> None:
    failure = Series.of(version).second_login(model=False)

    assert (failure.message, failure.code) == (words, code)


@pytest.mark.parametrize(
    ("version", "logins"),
    [("1.18", (0,)), ("1.22", (0, 1)), ("1.25", (0, 1, 2)), ("2.0", (3,)), ("4.1", (3,))],
)
def test_the_logins_of_a_series(version: str, logins: tuple[int, ...]) -> None:
    assert Series.of(version).login_versions == logins


def test_a_version_belongs_to_the_newest_series_that_is_not_newer() -> None:
    found = [
        Series.of(version).known_as for version in ("1.17.8", "1.24", "2.7.1", "3.6.28", "4.0.15", "5.0")
    ]

    assert found == ["1.18", "1.23", "2.6", "3.6", "4.0", "4.1"]


def test_the_spelling_changes_with_juju_2() -> None:
    spoken = {name: Series.of(name).dialect for name in SERIES}

    assert {name for name, dialect in spoken.items() if dialect is Dialect.JUJU1} == {
        "1.18", "1.20", "1.22", "1.23", "1.25",
    }  # fmt: skip
    assert not Series.of("4.0").reads_juju1
    assert Series.of("3.6").reads_juju1


def test_what_is_no_version_is_refused_with_an_example() -> None:
    with pytest.raises(ValueError, match=r"3\.6 or 4\.0\.15"):
        Series.of("banana")


def test_old_logins_are_refused_from_2_0_on() -> None:
    assert Series.of("3.6").old_login().code == "not supported"
    with pytest.raises(ValueError, match="takes old logins"):
        Series.of("1.25").old_login()


def test_the_words_to_a_wrong_password_a_bad_tag_and_an_unknown_watcher() -> None:
    series = Series.of("4.0")

    assert series.wrong_password().message == "invalid entity name or password"
    assert series.bad_tag("garbage").message == '"garbage" is not a valid tag'
    assert series.unknown_watcher().code == "not found"
    assert str(series) == "4.0"
