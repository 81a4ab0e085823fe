"""A user logs in without telling the controller the password in the login: the flow of the juju client."""

from __future__ import annotations

import asyncio
import base64
import json
import os
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import pytest
from asking import PASSWORD, Asking

from fakejuju import routes_auth
from fakejuju.bakery import Macaroon
from fakejuju.basic_auth import user_of
from fakejuju.handlers.admin import log_in
from fakejuju.refused import Refused
from fakejuju.secretbox import seal, unseal
from fakejuju.server import HttpRequest
from fakejuju.simulation import Simulation
from jujuclient.wire.messages import Request


def login(sim: Simulation, macaroons: Any = None, *, bakery: int = 3, user: str = "user-bob") -> Any:
    params = {"auth-tag": user, "credentials": "", "macaroons": macaroons, "bakery-version": bakery}
    request = Request(1, "Admin", "Login", 3, "", json.dumps(params))
    return json.loads(log_in(sim, request, "", "/api", "localhost:17070")[1])


async def _once(body: bytes) -> AsyncIterator[bytes]:
    yield body


def http(
    sim: Simulation, method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, Any, dict[str, str]]:
    sent = list({"bakery-protocol-version": "3", **headers}.items())
    if body is not None:
        sent.append(("content-type", "application/json"))
    request = HttpRequest(method, path, sent, _once(json.dumps(body).encode() if body is not None else b""))
    answer = asyncio.run(routes_auth.answer(sim, request))
    assert answer is not None
    assert isinstance(answer.body, bytes)
    return answer.status, json.loads(answer.body), dict(answer.headers)


def bound(root: Any, discharged: Any) -> list[Any]:
    """As a client does it: the discharge is good for this macaroon only."""
    proof = Macaroon.from_json(discharged["Macaroon"]["m"]).bound_to(Macaroon.from_json(root))
    return [root, proof.as_json()]


@pytest.fixture
def asking() -> Asking:
    asking = Asking("4.0")
    asking.ask("UserManager", 3, "AddUser", {"users": [{"username": "bob", "password": PASSWORD}]})
    return asking


def test_password_in_the_form_of_the_discharger(asking: Asking) -> None:
    sim = asking.sim

    told = login(sim)["bakery-discharge-required"]
    place = "/auth/discharge?" + urlencode({"id64": "AwA", "caveat64": told["cdata"]["AwA"]})
    status, answer, _ = http(sim, "POST", place)
    assert (status, answer["Code"]) == (401, "interaction required")
    form = answer["Info"]["InteractionMethods"]["juju_userpass"]["url"]
    status, answer, _ = http(sim, "POST", form, {"form": {"user": "bob", "password": PASSWORD}})
    token = base64.b64decode(answer["token"]["value"])
    proof = urlencode(
        {"token64": base64.urlsafe_b64encode(token).decode(), "token-kind": answer["token"]["kind"]}
    )
    status, answer, _ = http(sim, "POST", f"{place}&{proof}")

    assert status == 200
    assert login(sim, [bound(told["m"], answer)])["user-info"]["identity"] == "user-bob"


def proof_of_bob(sim: Simulation) -> str:
    """The cookie that a client keeps after a login that was discharged."""
    told = login(sim)["bakery-discharge-required"]
    form = http(sim, "POST", "/auth/form", {"form": {"user": "bob", "password": PASSWORD}})[1]
    token = base64.urlsafe_b64encode(base64.b64decode(form["token"]["value"])).decode()
    asked = {"id64": "AwA", "caveat64": told["cdata"]["AwA"], "token64": token, "token-kind": "juju_userpass"}
    discharged = http(sim, "POST", "/auth/discharge?" + urlencode(asked))[1]
    kept = base64.urlsafe_b64encode(json.dumps(bound(told["m"], discharged)).encode()).decode()
    return f"macaroon-1={kept}"


@pytest.mark.parametrize("juju", ["2.9", "3.6", "4.0", "4.1"])
def test_requests_of_one_who_logged_in_without_a_password(juju: str) -> None:
    # The juju command then sends its user's tag with an empty password, and the proof as a cookie.
    asking = Asking(juju)
    asking.ask("UserManager", 3, "AddUser", {"users": [{"username": "bob", "password": PASSWORD}]})
    cookie = proof_of_bob(asking.sim)

    def user(name: str, cookie: str) -> str:
        basic = "Basic " + base64.b64encode(f"user-{name}:".encode()).decode()
        return user_of(asking.sim, [("authorization", basic), ("cookie", cookie)]).name

    assert user("bob", cookie) == "bob"
    for name, jar in (("admin", cookie), ("bob", ""), ("bob", "macaroon-1=forged")):
        with pytest.raises(Refused, match="invalid entity name or password"):
            user(name, jar)


def test_a_wrong_password_gives_no_token(asking: Asking) -> None:
    status, answer, _ = http(asking.sim, "POST", "/auth/form", {"form": {"user": "bob", "password": "wrong"}})

    assert (status, answer) == (500, {"Message": "invalid entity name or password"})


def test_another_signature_proves_nothing(asking: Asking) -> None:
    root = login(asking.sim)["discharge-required"]
    forged = {**root, "s64": base64.urlsafe_b64encode(bytes(32)).decode(), "c": root["c"][:1]}

    assert login(asking.sim, [[forged]])["discharge-required-error"] == "invalid login macaroon"


def test_registration_sets_a_password_and_logs_in() -> None:
    asking = Asking("3.6")
    sim = asking.sim
    added = asking.ask("UserManager", 3, "AddUser", {"users": [{"username": "bob"}]})
    key, nonce = base64.b64decode(added["results"][0]["secret-key"]), os.urandom(24)
    box = seal(json.dumps({"password": PASSWORD}).encode(), nonce, key)

    status, answer, headers = http(
        sim,
        "POST",
        "/register",
        {
            "user": "user-bob",
            "nonce": base64.b64encode(nonce).decode(),
            "cipher-text": base64.b64encode(box).decode(),
        },
    )

    assert status == 200
    told = unseal(base64.b64decode(answer["cipher-text"]), base64.b64decode(answer["nonce"]), key)
    assert json.loads(told)["controller-uuid"] == sim.controller.uuid
    Asking("3.6", user="bob", sim=sim).ask("UserManager", 3, "UserInfo", {"entities": []})
    required = login(sim)["bakery-discharge-required"]
    place = "/auth/discharge?" + urlencode({"id64": "AwA", "caveat64": required["cdata"]["AwA"]})
    status, answer, _ = http(sim, "POST", place, cookie=headers["set-cookie"].partition(";")[0])
    assert status == 200
    assert login(sim, [bound(required["m"], answer)])["user-info"]["identity"] == "user-bob"


def test_an_old_client_gets_the_long_form(asking: Asking) -> None:
    required = login(asking.sim, bakery=0)["discharge-required"]

    assert set(required) == {"caveats", "location", "identifier", "signature"}
    assert set(required["caveats"][1]) == {"cid", "vid", "cl"}


def test_no_credentials_at_all() -> None:
    for juju, words in (
        ("2.9", "no credentials provided"),
        ("3.6", "failed to authenticate request: unauthorized"),
        ("4.1", "failed to authenticate request: unauthorized"),
    ):
        failure = Asking(juju)
        params = {"auth-tag": "", "credentials": ""}
        request = Request(1, "Admin", "Login", 3, "", json.dumps(params))
        with pytest.raises(Exception, match=words):
            log_in(failure.sim, request, "", "/api", "")


def test_a_client_of_before_2_8_waits_for_the_form(asking: Asking) -> None:
    sim = asking.sim
    payload = login(sim, bakery=1)["discharge-required"]["caveats"][1]["cid"]
    status, answer, _ = http(
        sim, "POST", "/auth/discharge?" + urlencode({"id": payload}), **{"bakery-protocol-version": "1"}
    )
    assert status == 401
    visit, wait = answer["Info"]["VisitURL"], answer["Info"]["WaitURL"]

    async def both() -> Any:
        waiting = routes_auth.answer(
            sim, HttpRequest("GET", wait, [("bakery-protocol-version", "1")], _once(b""))
        )
        form = json.dumps({"form": {"user": "bob", "password": PASSWORD}}).encode()
        filled = routes_auth.answer(
            sim, HttpRequest("POST", visit, [("content-type", "application/json")], _once(form))
        )
        return (await asyncio.gather(waiting, filled))[0]

    discharged = json.loads(asyncio.run(both()).body)["Macaroon"]

    assert set(discharged) == {"caveats", "location", "identifier", "signature"}
