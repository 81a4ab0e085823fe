"""Where secrets stand besides the fields named for them: names that anybody chose, headers, forms."""

from __future__ import annotations

import gzip
import json

import pytest

from fakejuju.cassette.redact import Redactor


@pytest.fixture
def redactor() -> Redactor:
    return Redactor()


@pytest.mark.parametrize(
    "key",
    ["db_password", "root-pass", "adminPassword", "object-store-s3-static-secret", "my_api_key", "vm-token"],
)
def test_a_name_that_somebody_chose_is_known_by_its_ending(redactor: Redactor, key: str) -> None:
    made = redactor.params("Application", 20, "SetConfigs", json.dumps({"config": {key: "hunter2hunter2"}}))

    assert "hunter2" not in made


@pytest.mark.parametrize("key", ["public-key", "bypass", "compass", "grant-secrets", "charm-secret-count"])
def test_a_name_that_only_sounds_like_one_is_left(redactor: Redactor, key: str) -> None:
    text = json.dumps({"config": {key: "an ordinary word"}})

    assert redactor.params("Application", 20, "SetConfigs", text) == text


@pytest.mark.parametrize("order", [("type", "value", "default"), ("default", "value", "type")])
def test_a_charms_option_of_type_secret_is_secret_wherever_its_type_stands(
    redactor: Redactor, order: tuple[str, ...]
) -> None:
    option = {"type": "secret", "value": "in-the-clear", "default": "as-published"}
    text = json.dumps(
        {"config": {"key": {name: option[name] for name in order}, "plain": {"type": "string"}}}
    )

    made = json.loads(redactor.result("Application", 20, "Get", text))["config"]

    assert made["plain"] == {"type": "string"}
    assert made["key"].pop("type") == "secret"
    assert set(made["key"].values()) == {"<secret-option:1>", "<secret-option:2>"}


def test_an_option_that_was_seen_to_be_of_type_secret_is_secret_when_it_is_set(redactor: Redactor) -> None:
    redactor.result("Charms", 7, "CharmInfo", '{"config":{"where":{"type":"secret","description":"x"}}}')

    made = redactor.params("Application", 20, "SetConfigs", '{"Args":[{"config":{"where":"in-the-clear"}}]}')
    uri = redactor.params("Application", 20, "SetConfigs", '{"Args":[{"config":{"where":"secret:d0k"}}]}')

    assert made == '{"Args":[{"config":{"where":"<secret-option:1>"}}]}'
    assert "secret:d0k" in uri


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WWW-Authenticate", 'Macaroon macaroon="AgEEaBcd1234"'),
        ("Referer", "https://bob:AgEEaBcd1234@host/"),
        ("Bakery-Macaroons", "AgEEaBcd1234"),
        ("Location", "/x?X-Amz-Signature=AgEEaBcd1234"),
        ("Location", "https://h/auth?client_secret=AgEEaBcd1234&a=b"),
    ],
)
def test_headers_that_hold_secrets_besides_the_usual_ones(redactor: Redactor, name: str, value: str) -> None:
    assert "AgEEaBcd1234" not in str(redactor.headers([(name, value)]))


def test_the_steps_of_a_discharge_keep_no_token(redactor: Redactor) -> None:
    asked = '{"Info":{"VisitURL":"https://h/auth/login?waitid=w4itw4itw4it","WaitURL":"/a?x=1\\u0026did=d1dd1dd1d"}}'
    token = '{"DischargeToken":{"kind":"juju_userpass","value64":"dG9rZW50b2tlbg=="}}'
    caveat = "/offeraccess/discharge?id=" + "c4v34t" * 6

    bodies = [
        redactor.body("POST", "/auth/discharge", "application/json", body.encode(), response=True).decode()
        for body in (asked, token)
    ]

    assert not [word for word in ("w4itw4it", "d1dd1dd1", "dG9rZW50") if word in str(bodies)]
    assert redactor.path(caveat) == "/offeraccess/discharge?id=<macaroon:1>"


def test_a_form_in_parts_loses_its_secret_fields(redactor: Redactor) -> None:
    form = '--B\r\nContent-Disposition: form-data; name="password"\r\n\r\nhunter2hunter2\r\n--B--\r\n'

    made = redactor.body("POST", "/x", "multipart/form-data; boundary=B", form.encode(), response=False)

    assert made == form.replace("hunter2hunter2", "<password:1>").encode()


def test_what_was_packed_is_looked_into(redactor: Redactor) -> None:
    packed = gzip.compress(b'{"password":"hunter2hunter2","user":"bob"}')
    plain = gzip.compress(b'{"user":"bob"}')

    made = redactor.body("GET", "/x", "application/json", packed, response=True)

    assert gzip.decompress(made) == b'{"password":"<password:1>","user":"bob"}'
    assert redactor.body("GET", "/x", "application/json", plain, response=True) == plain
