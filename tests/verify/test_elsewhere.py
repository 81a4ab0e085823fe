"""What was there before a recording began: made where an answer shows it, told apart where it cannot be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from fakejuju.cassette.model import Body, Exchange, HttpExchange
from fakejuju.cli import main
from fakejuju.domain.users import find_user
from fakejuju.simulation import Simulation, digest
from fakejuju.state.controller import Access, User
from fakejuju.verify.compare import Difference
from fakejuju.verify.elsewhere import Elsewhere
from fakejuju.verify.report import report, verify_files

CASSETTES = Path(__file__).parents[2] / "cassettes"
MISSING = Difference("outcome", "", "success {}", "error 'application \"web\" not found' (not found)")


def exchange(facade: str, method: str, params: Any, result: Any, **more: Any) -> Exchange:
    return Exchange(
        number=1, on=1, facade=facade, method=method, version=3,
        params=json.dumps(params), result=json.dumps(result), **more,
    )  # fmt: skip


def login(model: str) -> Exchange:
    access = {"identity": "user-bob", "controller-access": "login", "model-access": "read"}
    return exchange(
        "Admin",
        "Login",
        {"auth-tag": "user-bob", "credentials": "<password:1>"},
        {"model-tag": f"model-{model}", "user-info": access, "facades": []},
    )


# --- users ---------------------------------------------------------------------------------------


def test_a_user_who_was_made_elsewhere_logs_in_with_the_recorded_access() -> None:
    # given a controller that knows the administrator only, and a recorded login of bob
    sim = Simulation("3.6")
    model = sim.add_model("m").uuid
    one = login(model)

    # when that is looked at before it is asked
    Elsewhere(sim, [one]).look(one, one.params)

    # then bob is there, with what the login says
    bob = find_user(sim, "bob")
    assert bob is not None
    assert (bob.password, bob.access) == (digest("<password:1>"), "login")
    assert [(one.target, one.level) for one in sim.state.all(Access) if one.user == "bob"] == [
        (f"model-{model}", "read")
    ]


def test_a_password_that_let_a_user_in_is_right_in_the_next_cassette_too() -> None:
    # given a user whose password had another mark in the cassette that made it
    sim = Simulation("3.6")
    with sim.state.transaction() as state:
        state.put(User(name="bob", password=digest("<password:7>")))
    one = login(sim.add_model("m").uuid)
    made = exchange("UserManager", "AddUser", {"users": [{"username": "bob"}]}, {"results": [{}]})

    Elsewhere(sim, [made, one]).look(one, one.params)

    # then the password is the one that was let in; what it may do was recorded, and is not guessed
    bob = find_user(sim, "bob")
    assert bob is not None
    assert bob.password == digest("<password:1>")
    assert not [one for one in sim.state.all(Access) if one.user == "bob"]


def test_a_user_who_is_told_of_is_there() -> None:
    sim = Simulation("4.0")
    told = {"username": "eve", "access": "superuser", "display-name": "Eve", "disabled": True}
    one = exchange("UserManager", "UserInfo", {"entities": []}, {"results": [{"result": told}]})

    Elsewhere(sim, [one]).look(one, one.params)

    eve = find_user(sim, "eve")
    assert eve is not None
    assert (eve.access, eve.display_name, eve.disabled) == ("superuser", "Eve", True)


def test_a_change_that_was_refused_shows_no_user() -> None:
    sim = Simulation("4.0")
    asked = {"changes": [{"user-tag": "user-eve", "action": "grant", "access": "read"}]}
    refused = {"results": [{"error": {"message": 'user "eve" not found', "code": "not found"}}]}
    one = exchange("ModelManager", "ModifyModelAccess", asked, refused)

    Elsewhere(sim, [one]).look(one, one.params)

    assert find_user(sim, "eve") is None


# --- what cannot be known ------------------------------------------------------------------------


def test_an_answer_about_what_nothing_recorded_made_is_told_apart() -> None:
    elsewhere = Elsewhere(Simulation("4.0"), [])
    get = exchange("Application", "Get", {"application": "web"}, {})

    assert elsewhere.judge(get, [MISSING], "u") == "application web"


def test_an_answer_about_what_the_recording_made_is_held_against_the_simulator() -> None:
    # given a recorded deployment of web
    elsewhere = Elsewhere(Simulation("4.0"), [])
    deploy = exchange("Application", "Deploy", {"applications": [{"application": "web"}]}, {"results": [{}]})
    assert elsewhere.judge(deploy, [], "u") == ""

    # then the simulator is to know it, its units and its machines
    for named in ({"application": "web"}, {"unit-tag": "unit-web-0"}, {"tag": "machine-0"}):
        assert elsewhere.judge(exchange("Application", "Get", named, {}), [MISSING], "u") == ""
    # and a name that only contains it is another
    other = exchange("Application", "Get", {"application": "web-2"}, {})
    assert elsewhere.judge(other, [MISSING], "u") == "application web-2"


def test_a_deployment_that_was_refused_makes_nothing_and_a_charm_is_no_application() -> None:
    elsewhere = Elsewhere(Simulation("3.6"), [])
    item = {"application": "db", "charm-url": "local:jammy/web-0"}
    refused = {"results": [{"error": {"message": "no", "code": ""}}]}

    # when one deployment was refused, and another brought an application of another name
    elsewhere.judge(exchange("Application", "Deploy", {"applications": [item]}, refused), [], "u")
    other = {"application": "shop", "charm-url": "local:jammy/web-0"}
    elsewhere.judge(exchange("Application", "Deploy", {"applications": [other]}, {"results": [{}]}), [], "u")

    # then only that one was made
    for name, unknown in (("db", "application db"), ("web", "application web"), ("shop", "")):
        get = exchange("Application", "Get", {"application": name}, {})
        assert elsewhere.judge(get, [MISSING], "u") == unknown


def test_a_charm_whose_upload_was_asked_is_known() -> None:
    elsewhere = Elsewhere(Simulation("3.6"), [])
    body = Body(text='{"charm-url":"local:jammy/web-0"}')
    upload = HttpExchange(number=1, method="POST", path="/model/u/charms?series=jammy", status=200)
    upload.response_body = body
    info = exchange("Charms", "CharmInfo", {"url": "local:jammy/web-0"}, {})
    assert elsewhere.judge(info, [MISSING], "u") == "charm web"

    elsewhere.judge(upload, [])

    assert elsewhere.judge(info, [MISSING], "u") == ""


@pytest.mark.parametrize("level", ["outcome", "shape"])
def test_a_difference_of_another_kind_is_never_excused(level: str) -> None:
    elsewhere = Elsewhere(Simulation("4.0"), [])
    get = exchange("Application", "Get", {"application": "web"}, {})
    plain = Difference(level, "", "success {}", "error 'boom' ()")

    assert elsewhere.judge(get, [plain], "u") == ""
    assert elsewhere.judge(get, [MISSING, Difference("outcome", "x", "1", "error 'boom' ()")], "u") == ""


def test_what_a_watcher_told_of_a_model_that_was_made_is_held_against_the_simulator() -> None:
    # given a model that the recording made, and that is gone in the simulator
    recorded, simulated = (f"{n}a1e0000-0000-4000-8000-000000000001" for n in (1, 2))
    made = exchange("ModelManager", "CreateModel", {}, {"uuid": recorded})
    elsewhere = Elsewhere(Simulation("3.6"), [made])

    assert elsewhere.judge_told(f"unit web/0 {simulated}", {recorded: simulated}.__getitem__) == ""
    assert elsewhere.judge_told(f"unit web/0 {simulated}") == f"model {simulated}"


# --- a file alone --------------------------------------------------------------------------------


def test_a_file_alone_says_what_it_could_not_know() -> None:
    # given the one cassette of `juju add-unit alpha`, of a model and an application made in others
    path = CASSETTES / "juju-4.0" / "13-add-unit.yaml"

    # when it is verified alone
    said = CliRunner().invoke(main, ["verify", str(path)]).output

    # then its login is compared, and the rest is named as not known
    assert "not known 1: application alpha, which nothing that was asked makes" in said
    assert "without the 1 about what was there before the recording: 1 answers; outcome 100.0 %" in said


def test_what_a_model_held_before_is_not_known() -> None:
    found = verify_files([CASSETTES / "juju-4.0" / "22-status-after.yaml"])

    assert [bool(verdict.unknown) for verdict in found.verdicts] == [False, True]
    assert "what model" in report(found)


def test_revisions_of_a_charm_go_on_where_the_recording_does() -> None:
    # given the second upload of a charm, alone
    found = verify_files([CASSETTES / "juju-4.0" / "11b-deploy-local-again.yaml"])

    assert not found.unaccepted("error")


def test_a_whole_life_leaves_nothing_unknown() -> None:
    found = verify_files(
        [CASSETTES / "juju-2.9" / f"{name}.yaml" for name in ("01-login", "02-watch-deploy-relate-remove")]
    )

    assert not [verdict for verdict in found.verdicts if verdict.unknown]
