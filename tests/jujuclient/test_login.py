"""The login alone: which version is asked, and what the answers become."""

from __future__ import annotations

import json
from typing import Any

import pytest

from jujuclient.errors import (
    APIError,
    DischargeRequired,
    ProtocolError,
    RedirectionRequired,
    Unauthorized,
)
from jujuclient.login import Credentials, HostPort, LoginResult, OldController, info_of, log_in
from jujuclient.wire.messages import Dialect, Failure, Reply

WHO = Credentials("admin", "s3cret")
DENIED = Failure("invalid entity name or password", "unauthorized access")


class Conversation:
    """Answers per version of Admin.Login; remembers what was asked."""

    def __init__(self, **answers: Reply) -> None:
        self.answers = answers
        self.asked: list[tuple[int, dict[str, Any]]] = []
        self.dialect = Dialect.JUJU2

    def ask(self, version: int, params: str) -> Reply:
        self.asked.append((version, json.loads(params)))
        return self.answers[f"v{version}"]

    def speak(self, dialect: Dialect) -> None:
        self.dialect = dialect

    def log_in(
        self, who: Credentials = WHO, juju1: bool | None = None, environment: bool = False
    ) -> LoginResult:
        return log_in(self.ask, self.speak, who, juju1=juju1, environment=environment)


def good(number: int = 1, **result: Any) -> Reply:
    return Reply(number, json.dumps({key.replace("_", "-"): value for key, value in result.items()}))


def bad(message: str, code: str = "", number: int = 1, info: str = "") -> Reply:
    return Reply(number, "{}", Failure(message, code, info))


def test_juju_2_and_later_are_asked_version_3_with_the_password() -> None:
    talk = Conversation(v3=good(server_version="4.0.15", facades=[{"name": "B", "versions": [3, 1]}]))

    result = talk.log_in()

    [(version, params)] = talk.asked
    assert version == 3
    assert params["auth-tag"] == "user-admin"
    assert params["credentials"] == "s3cret"
    assert result.server_version == "4.0.15"
    assert result.offered == {"B": [1, 3]}
    assert result.user_info.identity == "user-admin"
    assert talk.dialect is Dialect.JUJU2


def test_macaroons_and_a_client_version_go_along() -> None:
    talk = Conversation(v3=good())

    talk.log_in(Credentials("", "", [[{"m": 1}]], "3.6.0"))

    params = talk.asked[0][1]
    assert params["auth-tag"] == ""
    assert params["macaroons"] == [[{"m": 1}]]
    assert params["client-version"] == "3.6.0"


def test_a_wrong_password_is_unauthorized_in_the_controllers_words() -> None:
    talk = Conversation(v3=Reply(1, "{}", DENIED))

    with pytest.raises(Unauthorized, match="invalid entity name or password") as caught:
        talk.log_in()

    assert "s3cret" not in str(caught.value) + repr(caught.value) + repr(WHO)


def test_a_redirection_carries_where_to() -> None:
    info = json.dumps({"servers": [], "ca-cert": "PEM"})
    talk = Conversation(
        v3=bad("redirection to alternative server required", "redirection required", info=info)
    )

    with pytest.raises(RedirectionRequired) as caught:
        talk.log_in()

    assert caught.value.info["ca-cert"] == "PEM"


def test_a_required_discharge_is_an_error_with_the_macaroons() -> None:
    talk = Conversation(
        v3=good(
            discharge_required={"a": 1},
            bakery_discharge_required={"b": 2},
            discharge_required_error="please log in",
        )
    )

    with pytest.raises(DischargeRequired, match="please log in") as caught:
        talk.log_in()

    assert caught.value.info == {"macaroon": {"a": 1}, "bakery-macaroon": {"b": 2}}


def test_an_answer_under_the_number_0_is_a_juju_1_and_is_asked_version_1() -> None:
    talk = Conversation(
        v3=bad('unknown version (3) of interface "Admin"', "not implemented", number=0),
        v1=good(
            2,
            environ_tag="environment-x",
            server_tag="environment-y",
            facades=[{"Name": "C", "Versions": [0]}],
        ),
    )

    result = talk.log_in()

    assert [version for version, _ in talk.asked] == [3, 1]
    assert talk.dialect is Dialect.JUJU1
    assert (result.model_tag, result.controller_tag) == ("environment-x", "environment-y")
    assert result.offered == {"C": [0]}


def test_a_juju_1_on_the_path_of_a_model_has_to_be_dialled_again() -> None:
    talk = Conversation(v3=bad("whatever", number=0))

    with pytest.raises(OldController):
        talk.log_in(environment=True)


def test_1_18_takes_version_0_and_its_shape() -> None:
    servers = [[{"Value": "10.0.0.1", "Type": "ipv4", "NetworkScope": "public", "Port": 17070}]]
    talk = Conversation(
        v1=bad('unknown version (1) of interface "Admin"', "not implemented"),
        v0=good(3, Servers=servers, EnvironTag="environment-x"),
    )

    result = talk.log_in(juju1=True)

    assert talk.asked[-1] == (0, {"AuthTag": "user-admin", "Password": "s3cret", "Nonce": ""})
    assert result.servers == ((HostPort("10.0.0.1", 17070, "ipv4", "public"),),)
    assert result.model_tag == "environment-x"
    assert result.offered == {}


def test_the_environment_path_of_1_25_may_take_version_2() -> None:
    talk = Conversation(v1=bad("no such version", "not implemented"), v2=good(2, environ_tag="environment-x"))

    assert talk.log_in(juju1=True, environment=True).model_tag == "environment-x"
    assert [version for version, _ in talk.asked] == [1, 2]


def test_version_0_is_the_last_word_of_a_juju_1() -> None:
    refused = bad("no such version", "not implemented")
    talk = Conversation(v1=refused, v2=refused, v0=Reply(1, "{}", DENIED))

    with pytest.raises(Unauthorized):
        talk.log_in(juju1=True, environment=True)

    assert [version for version, _ in talk.asked] == [1, 2, 0]


def test_a_caller_who_knows_that_it_is_no_juju_1_gets_the_refusal() -> None:
    talk = Conversation(v3=bad("no", "not implemented", number=0))

    with pytest.raises(APIError, match="no"):
        talk.log_in(juju1=False)


@pytest.mark.parametrize(
    "result",
    ["[]", "null", '{"facades": [1]}', '{"facades": [{}]}', '{"servers": 3}', '{"user-info": []', "{"],
)
def test_an_answer_that_is_no_login_is_a_protocol_error(result: str) -> None:
    with pytest.raises(ProtocolError, match="login"):
        Conversation(v3=Reply(1, result)).log_in()


@pytest.mark.parametrize(("text", "info"), [("", {}), ("[1]", {}), ("{", {}), ('{"a":1}', {"a": 1})])
def test_error_info_is_an_object_or_nothing(text: str, info: dict[str, int]) -> None:
    assert info_of(text) == info


def test_addresses_are_shown_as_they_are_dialled() -> None:
    assert str(HostPort("10.0.0.1", 1)) == "10.0.0.1:1"
    assert str(HostPort("fd00::1", 1)) == "[fd00::1]:1"


def test_the_result_of_a_login_does_not_show_its_text() -> None:
    assert repr(LoginResult(raw="secret")) == "LoginResult(server_version='', user='')"
