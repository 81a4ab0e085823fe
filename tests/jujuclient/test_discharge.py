"""Logins by macaroon: what binding makes, and local users on simulated controllers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from scripted_controllers import LOGIN, Controllers, Peer

from fakejuju import FakeController
from jujuclient import http
from jujuclient.access import Access
from jujuclient.connection import Connection
from jujuclient.cookies import CookieJar
from jujuclient.errors import (
    APIError,
    DischargeRequired,
    NotImplementedByController,
    ProtocolError,
    SessionTokenInvalid,
    Unauthorized,
)
from jujuclient.login import ClientCredentials, Credentials, DeviceCode, SessionToken, log_in_by_token
from jujuclient.macaroons import Caveat, Macaroon, Undischarged, discharge_all, expiry
from jujuclient.store import ClientStore
from jujuclient.wire.messages import Failure, Reply

SECRET = "bobs-own-secret"

# Recorded from Juju 4.0.15 and its own client (31b-register); the controller is gone.
ROOT = {
    "c": [
        {"i": "time-before 2026-11-24T22:49:09.832489166Z"},
        {
            "i64": "AwA",
            "v64": "DvPWKudeaW4Jf5z_bhjK189XK3Rl4u39v8grxAnxOy71skKGMx1NFrY7Ydn54bW2"
            "x4hOR4Ha1I_bmDtpX0Li5I54d8sVTyIH",
            "l": "https://localhost:17443/auth",
        },
    ],
    "l": "juju model deadbeef-0bad-400d-8000-4b1d0d06f00d",
    "i64": "AwoQMaAvHEbqYhHQ2uOF8I7nYhIgYWE1N2Y4MjQxZDE5MDY2MzQ4NjI3MmExZWRhZGM2YzYaDgoFbG9naW4SBWxvZ2lu",
    "s64": "l1yej2RTQi_EjhwQD5nfT1CT9XUGeaW14KKssKY34sk",
}
DISCHARGE = {
    "c": [{"i": "declared username bob"}, {"i": "time-before 2026-11-24T22:49:09.879850684Z"}],
    "i64": "AwA",
    "s64": "PM79bYICqEXyyVHqUnqVUSS5DJYcxDX39dvWqd70xwM",
}
BOUND = {**DISCHARGE, "s64": "SoH1mAE1j_EbblcM85CBtD8OKJUXHLQOtMDVZmPyULg"}


# --- macaroons alone -------------------------------------------------------------------------------


def test_a_discharge_is_bound_as_the_juju_command_binds_it() -> None:
    asked: list[tuple[Caveat, bytes]] = []

    def acquire(caveat: Caveat, payload: bytes) -> Undischarged:
        asked.append((caveat, payload))
        return Undischarged.from_json({"m": DISCHARGE, "v": 3, "ns": "std:"})

    root = Undischarged.from_json({"m": ROOT, "v": 3, "cdata": {"AwA": "A_ah"}})

    assert discharge_all(root, acquire) == [ROOT, BOUND]
    ((caveat, payload),) = asked
    assert (caveat.id, caveat.location, payload) == (
        b"\x03\x00",
        "https://localhost:17443/auth",
        b"\x03\xf6\xa1",
    )


def test_the_end_of_a_proof_is_its_first() -> None:
    end = expiry([ROOT, BOUND])

    assert end is not None
    assert end.isoformat() == "2026-11-24T22:49:09+00:00"
    assert expiry([{"i": "x", "s64": ROOT["s64"]}]) is None


def test_the_long_form_of_before_2_8_is_read() -> None:
    long = {
        "caveats": [{"cid": "is-admin"}, {"cid": "who", "vid": "AAEC", "cl": "https://here/auth"}],
        "location": "juju",
        "identifier": "login",
        "signature": "00" * 32,
    }

    read = Macaroon.from_json(long)

    assert read.conditions == ["is-admin"]
    assert read.third_party == [Caveat(b"who", b"\x00\x01\x02", "https://here/auth")]


@pytest.mark.parametrize("value", [None, 7, "text", [], {}, {"identifier": "x"}, {"i": "x", "s64": "AAAA"}])
def test_what_is_no_macaroon_is_a_protocol_error(value: Any) -> None:
    with pytest.raises(ProtocolError):
        Macaroon.from_json(value)


def test_discharges_without_end_are_refused() -> None:
    with pytest.raises(ProtocolError, match="discharges"):
        discharge_all(Undischarged.from_json(ROOT), lambda *_: Undischarged.from_json(ROOT))


def test_nothing_secret_is_shown() -> None:
    assert "s64" not in repr(Macaroon.from_json(ROOT))
    assert "S" * 8 not in repr((SessionToken("S" * 8), ClientCredentials("me", "S" * 8)))


# --- simulated controllers -------------------------------------------------------------------------


@pytest.fixture(params=["2.9", "3.6", "4.0"])
def controller(request: pytest.FixtureRequest) -> Iterator[FakeController]:
    with FakeController(juju=request.param) as controller:
        add_bob(controller)
        yield controller


def add_bob(controller: FakeController) -> None:
    with Connection.connect(controller.endpoint, cacert=controller.ca, password=controller.password) as admin:
        admin.rpc("UserManager", "AddUser", {"users": [{"username": "bob", "password": SECRET}]})


def bob(controller: FakeController, **options: Any) -> Connection:
    return Connection.connect(controller.endpoint, cacert=controller.ca, user="bob", **options)


def test_the_form_takes_the_password_and_the_login_a_proof(controller: FakeController) -> None:
    asked: list[str] = []

    def ask(user: str) -> str:
        asked.append(user)
        return SECRET

    with bob(controller, ask_password=ask) as connection:
        assert connection.user_tag == "user-bob"
        assert connection.macaroons is not None

    assert asked == ["bob"]


def test_the_next_login_needs_no_password(controller: FakeController, tmp_path: Path) -> None:
    jar = tmp_path / "fake.json"
    bob(controller, ask_password=lambda _: SECRET, cookies=CookieJar(jar)).close()

    with bob(controller, cookies=CookieJar(jar)) as connection:
        assert connection.user_tag == "user-bob"


def test_a_proof_logs_in_as_its_user_only(controller: FakeController) -> None:
    jar = CookieJar()
    bob(controller, ask_password=lambda _: SECRET, cookies=jar).close()

    with pytest.raises(DischargeRequired):
        Connection.connect(controller.endpoint, cacert=controller.ca, user="admin", cookies=jar)


def test_a_proof_of_another_controller_is_replaced(controller: FakeController) -> None:
    jar = CookieJar()
    with FakeController(juju="3.6", seed=9) as other:
        add_bob(other)
        bob(other, ask_password=lambda _: SECRET, cookies=jar).close()

    with bob(controller, ask_password=lambda _: SECRET, cookies=jar) as connection:
        assert connection.user_tag == "user-bob"


def test_a_wrong_password_is_unauthorized_and_stands_nowhere(controller: FakeController) -> None:
    with pytest.raises(Unauthorized) as caught:
        bob(controller, ask_password=lambda _: "not-bobs-secret")

    assert "not-bobs-secret" not in f"{caught.value!r} {caught.value}"


def test_without_any_means_the_controllers_own_demand_is_raised(controller: FakeController) -> None:
    with pytest.raises(DischargeRequired) as plain:
        bob(controller)
    with pytest.raises(DischargeRequired, match="ask_password"):
        bob(controller, cookies=CookieJar())

    assert set(plain.value.info) == {"macaroon", "bakery-macaroon"}


def test_the_proof_opens_http_too(controller: FakeController) -> None:
    with bob(controller, ask_password=lambda _: SECRET) as connection:
        proofs = connection.macaroons
    uuid = controller.world.current

    access = Access.of(controller.endpoint, cacert=controller.ca, user="bob", macaroons=proofs)
    nobody = Access.of(controller.endpoint, cacert=controller.ca, user="")
    old = controller.simulation.series.version < (3, 0)
    path = f"/model/{uuid}/charms?url=local:x-1" if old else f"/model-{uuid}/charms/x-1234567"

    with pytest.raises(Unauthorized):
        http.request(nobody, "GET", path)
    with pytest.raises(APIError) as caught:
        http.request(access, "GET", path)

    assert not isinstance(caught.value, Unauthorized)


def test_further_connections_and_http_ask_for_no_password(controller: FakeController) -> None:
    asked: list[str] = []

    def ask(user: str) -> str:
        asked.append(user)
        return SECRET

    access = Access.of(controller.endpoint, cacert=controller.ca, user="bob", ask_password=ask)
    for _ in range(2):
        access.open().close()

    assert asked == ["bob"]
    assert http.authorization(access)["Cookie"].startswith("macaroon-")


def test_a_session_token_opens_http_as_the_juju_command_has_it() -> None:
    access = Access.of("10.0.0.1", user="", token=SessionToken("T"))

    assert http.authorization(access) == {"Authorization": "Basic OlQ="}


def test_from_the_client_store(controller: FakeController, tmp_path: Path) -> None:
    name = controller.name
    (tmp_path / "controllers.yaml").write_text(
        json.dumps({
            "controllers": {name: {"api-endpoints": [controller.endpoint], "ca-cert": controller.ca}},
            "current-controller": name,
        })
    )  # fmt: skip
    (tmp_path / "accounts.yaml").write_text(json.dumps({"controllers": {name: {"user": "bob"}}}))
    store = ClientStore(tmp_path, environ={})

    Connection.from_store(store=store, ask_password=lambda _: SECRET).close()

    assert (tmp_path / "cookies" / f"{name}.json").exists()
    with Connection.from_store(store=store) as connection, Access.from_store(store=store).open() as other:
        assert connection.user_tag == other.user_tag == "user-bob"


# --- what a password is not told to ----------------------------------------------------------------


def test_a_caveat_of_somebody_else_gets_no_password(controllers: Controllers) -> None:
    wanted = {**ROOT, "c": [{**ROOT["c"][1], "l": "https://identity.example/login"}]}  # type: ignore[dict-item]  # the second caveat is a dict

    def script(peer: Peer) -> None:
        peer.reply(peer.read(), {"discharge-required": wanted, "discharge-required-error": "who is it"})
        peer.serve_until_closed()

    def ask(_: str) -> str:
        raise AssertionError("nobody may ask for the password")

    with pytest.raises(DischargeRequired, match=r"identity\.example"):
        Connection.connect(controllers.start(script), cacert=controllers.cacert, user="bob", ask_password=ask)


# --- tokens ----------------------------------------------------------------------------------------


def conversation(*answers: Any) -> tuple[Callable[[str, str], Reply], list[tuple[str, Any]]]:
    asked: list[tuple[str, Any]] = []
    waiting = list(answers)

    def ask(method: str, params: str) -> Reply:
        asked.append((method, json.loads(params)))
        answer = waiting.pop(0)
        if isinstance(answer, Failure):
            return Reply(1, "{}", answer)
        return Reply(1, json.dumps(answer))

    return ask, asked


STALE = Failure("token expired", "session token invalid")


def test_a_session_token_logs_in() -> None:
    ask, asked = conversation(LOGIN)

    found = log_in_by_token(ask, Credentials("", token=SessionToken("T")))

    assert found is not None
    assert found.user_info.identity == "user-admin"
    assert asked == [("LoginWithSessionToken", {"session-token": "T"})]


def test_a_service_account_logs_in() -> None:
    ask, asked = conversation(LOGIN)

    assert log_in_by_token(ask, Credentials("", token=ClientCredentials("me", "s")))
    assert asked == [("LoginWithClientCredentials", {"client-id": "me", "client-secret": "s"})]


def test_a_stale_token_is_renewed_by_a_device_login() -> None:
    ask, asked = conversation(
        STALE,
        {"user-code": "HJKL", "verification-uri": "https://id.example/d"},
        {"session-token": "N"},
        LOGIN,
    )
    shown: list[DeviceCode] = []
    kept: list[str] = []

    assert log_in_by_token(ask, Credentials("", token=SessionToken("T", shown.append, kept.append)))
    assert [method for method, _ in asked] == [
        "LoginWithSessionToken", "LoginDevice", "GetDeviceSessionToken", "LoginWithSessionToken",
    ]  # fmt: skip
    assert (shown, kept) == ([DeviceCode("HJKL", "https://id.example/d")], ["N"])
    assert asked[-1][1] == {"session-token": "N"}


def test_a_stale_token_without_anybody_to_show_a_code_to() -> None:
    ask, _ = conversation(STALE)

    with pytest.raises(SessionTokenInvalid):
        log_in_by_token(ask, Credentials("", token=SessionToken("T")))


def test_a_controller_that_takes_no_tokens_is_logged_in_to_as_ever(controller: FakeController) -> None:
    with bob(controller, password=SECRET, token=SessionToken("T")) as connection:
        assert connection.user_tag == "user-bob"


def test_a_code_that_says_no_such_method() -> None:
    ask, _ = conversation(Failure("no", NotImplementedByController.default_code))

    assert log_in_by_token(ask, Credentials("", token=SessionToken("T"))) is None
