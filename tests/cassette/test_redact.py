"""What goes to the file, and what does not."""

# ruff: noqa: E501 - payloads before and after are read side by side

from __future__ import annotations

import base64
import json
import time
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest
from hypothesis import given, strategies as st

from fakejuju.cassette.diff import diff
from fakejuju.cassette.model import (
    Body,
    Cassette,
    Close,
    Connection,
    Exchange,
    Header,
    HttpExchange,
    Note,
    Push,
    Stray,
)
from fakejuju.cassette.reading import read_cassette
from fakejuju.cassette.redact import Redactor
from fakejuju.cassette.redact_events import redact_cassette
from fakejuju.cassette.scan import scan
from fakejuju.cassette.secrets import declared_paths, kind_of_key
from fakejuju.cassette.show import as_data, show, show_calls, show_event, show_https
from fakejuju.cassette.writing import write_cassette
from fakejuju.cassette.yamlio import quoted
from jujuclient.wire.messages import Dialect, Failure


def login(**params: object) -> str:
    return json.dumps(params, separators=(",", ":"))


def test_a_password_becomes_a_mark_and_every_other_byte_stays() -> None:
    redactor = Redactor()

    text = redactor.params(
        "Admin", 3, "Login", '{"auth-tag": "user-admin",\n "credentials" :"hunter22", "n": 1e5}'
    )

    assert text == '{"auth-tag": "user-admin",\n "credentials" :"<password:1>", "n": 1e5}'
    assert redactor.marks_used == {"password": 1}


def test_the_same_secret_has_the_same_mark_in_both_spellings_and_wherever_it_stands() -> None:
    redactor = Redactor()

    new = redactor.params("Admin", 3, "Login", login(credentials="hunter22"))
    old = redactor.params("Admin", 0, "Login", login(AuthTag="user-admin", Password="hunter22", Nonce=""))
    other = redactor.params("Admin", 3, "Login", login(credentials="another"))
    message = redactor.text("user admin with hunter22 is not known")

    assert '"<password:1>"' in new
    assert old == '{"AuthTag":"user-admin","Password":"<password:1>","Nonce":""}'
    assert '"<password:2>"' in other
    assert message == "user admin with <password:1> is not known"


@pytest.mark.parametrize(
    "spelled",
    [
        'a"b\\c d/e+f',
        json.dumps('a"b\\c d/e+f')[1:-1],
        quote('a"b\\c d/e+f', safe=""),
        base64.b64encode(b'a"b\\c d/e+f').decode(),
        base64.b64encode(b'user-admin:a"b\\c d/e+f').decode(),
        base64.urlsafe_b64encode(b'x:a"b\\c d/e+f and more').decode(),
    ],
)
def test_a_learned_secret_goes_however_it_is_spelled(spelled: str) -> None:
    redactor = Redactor()
    redactor.params("Admin", 3, "Login", login(credentials='a"b\\c d/e+f'))

    text = redactor.text(f"before {spelled} after")

    assert text == "before <password:1> after"


def test_a_short_secret_and_a_word_of_jujus_own_go_from_their_field_only() -> None:
    redactor = Redactor()

    redactor.params("Admin", 3, "Login", login(credentials="pw"))
    redactor.params("Admin", 3, "Login", login(credentials="secret"))

    assert redactor.text("pw of secret:abc") == "pw of secret:abc"


def test_a_secret_that_is_a_word_leaves_the_names_of_fields_alone() -> None:
    redactor = Redactor()
    redactor.params("Admin", 3, "Login", login(credentials="placement"))

    text = redactor.frame('{"placement":"here","x":"in placement there"}')

    assert text == '{"placement":"here","x":"in <password:1> there"}'


@pytest.mark.parametrize("empty", ['""', "null", "[]", "{}", "false"])
def test_what_is_empty_is_no_secret(empty: str) -> None:
    text = f'{{"credentials":{empty},"macaroons":{empty},"password":{empty}}}'

    assert Redactor().params("Admin", 3, "Login", text) == text


@pytest.mark.parametrize(
    "text",
    [
        '{"auth-tag":"user-admin","ca-cert":"-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----"}',
        '{"credential":"cloudcred-dummy_admin_default","cloud-credential-tag":"cloudcred-a_b_c"}',
        '{"ssh-keys":["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl t@x"]}',
        '{"fingerprint":"1f7e239f5ed790a27435d540ffdd4964","macaroon-path":"/"}',
        '{"applications":{"a":{"status":{"data":{"x":"y"}},"attrs":{"a":"b"},"attributes":{"c":"d"}}}}',
        '{"discharge-required-error":"invalid login macaroon","secret-backend":"auto","num-secrets":2}',
        '{"url":"secret:2sud74arv","show-secrets":true,"auth-types":["userpass"]}',
    ],
)
def test_what_is_public_stays(text: str) -> None:
    assert Redactor().result("Client", 8, "FullStatus", text) == text


def test_a_macaroon_keeps_its_shape_and_its_location() -> None:
    macaroon = {
        "c": [{"i": "time-before 2026"}, {"i64": "AwA", "v64": "DvPWKudeaW", "l": "https://x/auth"}],
        "l": "juju model x", "i64": "AwoQMaAvHE", "s64": "l1yej2RTQi",
    }  # fmt: skip
    bakery = {"m": macaroon, "v": 3, "cdata": {"AwA": "A_ahHaQAiq"}, "ns": "std:"}
    text = json.dumps({"discharge-required": macaroon, "bakery-discharge-required": bakery})

    made = json.loads(Redactor().result("Admin", 3, "Login", text))

    assert made["discharge-required"]["l"] == "juju model x"
    assert made["discharge-required"]["c"][1]["l"] == "https://x/auth"
    assert made["bakery-discharge-required"]["ns"] == "std:"
    assert made["bakery-discharge-required"]["v"] == 3
    assert made["bakery-discharge-required"]["m"] == made["discharge-required"]
    assert made["bakery-discharge-required"]["cdata"]["AwA"].startswith("<macaroon:")
    assert "AwoQMaAvHE" not in json.dumps(made)
    assert Redactor().params("X", 1, "Y", '{"macaroon":"plain-text-one"}') == '{"macaroon":"<macaroon:1>"}'


@pytest.mark.parametrize(
    ("facade", "method", "before", "after"),
    [
        ("Secrets", "CreateSecrets", '{"args":[{"content":{"data":{"k":"djE="}}}]}', '{"args":[{"content":{"data":{"k":"<secret-content:1>"}}}]}'),
        ("Secrets", "ListSecrets", '{"results":[{"value":{"data":{"k":"djE="}}}]}', '{"results":[{"value":{"data":{"k":"<secret-content:1>"}}}]}'),
        ("Cloud", "UpdateCredentials", '{"credential":{"auth-type":"userpass","attrs":{"p":"v"}}}', '{"credential":{"auth-type":"userpass","attrs":{"p":"<cloud-credential:1>"}}}'),
        ("Cloud", "CredentialContents", '{"content":{"cloud":"x","attributes":{"p":"v"}}}', '{"content":{"cloud":"x","attributes":{"p":"<cloud-credential:1>"}}}'),
        ("ModelManager", "CreateModel", '{"spec":{"credential":{"attrs":{"p":"v"}}}}', '{"spec":{"credential":{"attrs":{"p":"<cloud-credential:1>"}}}}'),
        ("SecretBackends", "AddSecretBackends", '{"config":{"endpoint":"e","token":"t","other":"o"}}', '{"config":{"endpoint":"e","token":"<password:1>","other":"<password:2>"}}'),
        ("ModelConfig", "ModelGet", '{"config":{"admin-secret":{"value":"v","source":"model"}}}', '{"config":{"admin-secret":{"value":"<password:1>","source":"model"}}}'),
        ("UserManager", "AddUser", '{"results":[{"tag":"user-bob","secret-key":"a2V5"}]}', '{"results":[{"tag":"user-bob","secret-key":"<password:1>"}]}'),
        ("Admin", "LoginWithSessionToken", '{"session-token":"abc"}', '{"session-token":"<token:1>"}'),
        ("Controller", "ControllerConfig", '{"config":{"ca-private-key":"k"}}', '{"config":{"ca-private-key":"<private-key:1>"}}'),
        ("Unheard", "Of", '{"deep":[{"userPassword":"x","passwd":123456}]}', '{"deep":[{"userPassword":"<password:1>","passwd":"<password:2>"}]}'),
        ("Admin", "Login", '{"cli-args":"juju add-secret x token=abc --info y"}', '{"cli-args":"juju add-secret x token=<secret-content:1> --info y"}'),
        ("Admin", "Login", '{"cli-args":"juju config a password=abc t=1"}', '{"cli-args":"juju config a password=<password:1> t=1"}'),
        ("MachineManager", "ProvisioningScript", '{"script":"a: b\\noldpassword: s0w\\nc: d"}', '{"script":"a: b\\noldpassword: <password:1>\\nc: d"}'),
    ],
)  # fmt: skip
def test_the_fields_that_hold_secrets(facade: str, method: str, before: str, after: str) -> None:
    assert Redactor().params(facade, 1, method, before) == after


@pytest.mark.parametrize(
    "secret",
    [
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl",
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_" + "a1B2" * 9,
        "hvs.CAESIJlU9JMYEhOPYv4igdhm",
        "xoxb-123456789012-abcdef",
    ],
)
def test_what_gives_itself_away_by_its_looks_goes_from_anywhere(secret: str) -> None:
    in_json = Redactor().frame(json.dumps({"msg": f"see {secret} there"}))
    in_text = Redactor().text(f"see {secret}")

    assert json.dumps(secret)[1:-1] not in in_json
    assert secret not in in_text
    assert json.loads(in_json)["msg"].startswith("see <")


def test_headers_lose_their_secrets_and_cookies_keep_their_names() -> None:
    redactor = Redactor()
    basic = "Basic " + base64.b64encode(b"user-admin:hunter22").decode()

    made = redactor.headers(
        [
            ("Authorization", basic),
            ("Cookie", ""),
            ("cookie", "macaroon-a=W3siYy; other=12345678"),
            ("Set-Cookie", "macaroon-a=W3siYy; Path=/; Expires=Mon, 23 Nov 2026 22:51:09 GMT"),
            ("Macaroons", "bWFjYXJvb24="),
            ("Content-Type", "application/json"),
            ("X-Juju-Nonce", "user-admin:1"),
        ]
    )

    assert made == [
        ("Authorization", "<authorization:1>"),
        ("Cookie", ""),
        ("cookie", "macaroon-a=<cookie:1>; other=<cookie:2>"),
        ("Set-Cookie", "macaroon-a=<cookie:1>; Path=/; Expires=Mon, 23 Nov 2026 22:51:09 GMT"),
        ("Macaroons", "<macaroon:1>"),
        ("Content-Type", "application/json"),
        ("X-Juju-Nonce", "<token:1>"),
    ]
    assert redactor.text("hunter22 again") == "<password:1> again"


def test_queries_and_bodies_lose_their_secrets() -> None:
    redactor = Redactor()

    path = redactor.path("/auth/discharge?caveat64=A_ahHaQ&id64=AwA&token=t%2Fk")
    form = redactor.body(
        "POST", "/auth/form", "application/json", b'{"form":{"user":"a","password":"pw"}}', response=False
    )
    urlencoded = redactor.body(
        "POST", "/x", "application/x-www-form-urlencoded", b"user=a&password=pw", response=False
    )
    register = redactor.body(
        "POST",
        "/register",
        "application/json",
        b'{"user":"b","nonce":"n1","cipher-text":"c1"}',
        response=True,
    )
    archive = redactor.body("PUT", "/x", "application/zip", b"PK\xff\xfe", response=False)

    assert path == "/auth/discharge?caveat64=<macaroon:1>&id64=AwA&token=<token:1>"
    assert form == b'{"form":{"user":"a","password":"<password:1>"}}'
    assert urlencoded == b"user=a&password=<password:1>"
    assert register == b'{"user":"b","nonce":"<nonce:1>","cipher-text":"<password:2>"}'
    assert archive == b"PK\xff\xfe"


def test_a_damaged_frame_is_redacted_too() -> None:
    assert Redactor().frame('{"credentials": "hunter22", "x": [') == '{"credentials": "<password:1>", "x": ['
    assert "hunter22" not in Redactor().frame('{"type":"Admin","credentials":"hunter22')


def test_what_is_redacted_stays_as_it_is_when_it_is_redacted_again() -> None:
    text = '{"credentials":"<password:3>","macaroon":{"s":"<macaroon:1>"},"cli-args":"juju register <registration:1>"}'

    assert Redactor().params("Admin", 3, "Login", text) == text


def test_unknown_facades_have_no_declared_paths() -> None:
    assert declared_paths("NoSuchFacade", 1, "Do") == ()
    assert declared_paths("../../etc", 1, "Do") == ()


def test_both_spellings_of_a_key_are_one() -> None:
    assert kind_of_key("ca-private-key") == kind_of_key("CAPrivateKey") == kind_of_key("ca_private_key")


KEYS = st.sampled_from(["password", "credentials", "name", "x", "macaroons", "data", "attrs", "token", 'a"b'])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.just("canary-7f3e1a"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


@given(value=VALUES)
def test_any_json_stays_json_of_the_same_shape(value: object) -> None:
    text = msgspec.json.encode(value).decode()

    made = msgspec.json.decode(Redactor().params("Cloud", 7, "AddCredential", text))

    assert shape(made) == shape(value)


def shape(value: object) -> object:
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(item) for item in value]
    return None


def test_a_status_without_secrets_costs_little() -> None:
    unit = {"agent-status": {"status": "idle", "info": "", "data": {}, "since": "2026-11-23T22:48:49Z"}}
    status = {
        "applications": {f"app{n}": {"units": {f"app{n}/0": unit}, "charm": "local:a-0"} for n in range(200)}
    }
    text = msgspec.json.encode(status).decode()
    redactor = Redactor()
    redactor.params("Admin", 3, "Login", login(credentials="hunter22"))

    started = time.perf_counter()
    for _ in range(20):
        assert redactor.result("Client", 8, "FullStatus", text) is text

    assert (time.perf_counter() - started) / 20 < 0.05


# --- the canaries ----------------------------------------------------------------------------

CANARIES = {
    name: f"canary-{name}-Zq7/w+{name[::-1]}"
    for name in (
        "password", "credentials", "macaroon", "cookie", "setcookie", "authorization", "cakey", "content",
        "cloud", "token", "query", "form", "nonce", "old",
    )
}  # fmt: skip


def recorded() -> Cassette:
    """A session with a canary in every field of secrets, and some again where nobody expects them."""
    c = CANARIES
    content = base64.b64encode(c["content"].encode()).decode()
    pem = f"-----BEGIN RSA PRIVATE KEY-----\n{c['cakey']}\n-----END RSA PRIVATE KEY-----\n"
    basic = "Basic " + base64.b64encode(f"user-admin:{c['authorization']}".encode()).decode()

    def call(
        number: int, facade: str, method: str, params: object, result: object, **more: object
    ) -> Exchange:
        exchange = Exchange(
            number=number, on=1, facade=facade, method=method, version=3, asked=number + 1, answered=number + 1,
            params=msgspec.json.encode(params).decode(), result=msgspec.json.encode(result).decode(),
        )  # fmt: skip
        for name, value in more.items():
            setattr(exchange, name, value)
        return exchange

    events: list[object] = [
        Connection(number=1, path=f"/model/x/api?token={quote(c['query'], safe='')}", place=1),
        call(1, "Admin", "Login", {"credentials": c["credentials"], "macaroons": [[{"s": c["macaroon"]}]]}, {}),
        call(2, "Admin", "Login", {"AuthTag": "user-a", "Password": c["old"]}, {}, dialect=Dialect.JUJU1),
        call(3, "UserManager", "SetPassword", {"changes": [{"password": c["password"]}]}, {}),
        call(4, "Secrets", "CreateSecrets", {"args": [{"content": {"data": {"k": content}}}]}, {}),
        call(5, "Cloud", "AddCredentials", {"credential": {"attrs": {"secret": c["cloud"]}}}, {}),
        call(6, "Controller", "ControllerConfig", {}, {"config": {"ca-private-key": pem, "note": pem}}),
        call(7, "Admin", "Login", {"token": c["token"], "nonce": c["nonce"]}, {},
             failure=Failure(f"no: {c['token']}", "x", f'{{"macaroon":{{"i":"{c["macaroon"]}"}}}}')),
        call(8, "Client", "FullStatus", {}, {"note": f"{c['password']} and {content}"},
             answer=f'{{"request-id": 8, "x": "{c["old"]}"}}', layout="verbatim"),
        Push(on=1, frame=f'{{"msg":"{c["credentials"]}"}}', place=10),
        Stray(on=1, by="client", frame=f'{{"credentials": "{c["credentials"]}", ', why="not JSON", place=11),
        Note(text=f"now {c['password']}", place=12),
        HttpExchange(
            number=1, method="POST", path=f"/auth/form?macaroon={quote(c['macaroon'], safe='')}", status=200,
            headers=[("Authorization", basic), ("Cookie", f"macaroon-a={c['cookie']}")],
            body=Body(text=f'{{"form":{{"password":"{c["form"]}"}}}}', size=1),
            response_headers=[("Set-Cookie", f"macaroon-b={c['setcookie']}; Path=/")],
            response_body=Body(text=f"plain {c['form']}", size=1), place=13,
        ),
        Close(on=1, by="controller", code=1000, reason=f"for {c['authorization']}", place=14),
    ]  # fmt: skip
    return Cassette(header=Header(), events=events)  # type: ignore[arg-type]


def spellings(canary: str) -> list[str]:
    plain = [canary, json.dumps(canary)[1:-1], quote(canary, safe=""), quote(canary)]
    padded = [base64.b64encode(b"." * before + canary.encode()).decode()[4:-4] for before in range(3)]
    return [*plain, *padded, *(text.replace("+", "-").replace("/", "_") for text in padded)]


@pytest.mark.parametrize("name", CANARIES)
def test_no_canary_is_in_the_cassette_nor_in_what_the_tools_say(name: str) -> None:
    raw = recorded()
    made = redact_cassette(raw, Redactor())
    made = read_cassette(write_cassette(made))

    said = [
        write_cassette(made), show(made), show_calls(made), show_https(made), json.dumps(as_data(made)),
        *(show_event(made, place) for place in range(1, 15)),
        *map(str, scan(made)), *map(str, diff(made, raw)), *map(str, diff(raw, made, exact=True)),
        # A cassette that was never redacted is not told about either.
        show(raw), show_calls(raw), show_https(raw), json.dumps(as_data(raw)), *map(str, scan(raw)),
    ]  # fmt: skip

    for text in said:
        for spelled in spellings(CANARIES[name]):
            assert spelled not in text


def test_a_cassette_with_canaries_is_found_out_and_the_redacted_one_is_clean() -> None:
    raw = recorded()

    assert len({finding.event for finding in scan(raw)}) >= 9
    assert scan(redact_cassette(raw, Redactor())) == []


@pytest.mark.parametrize("filler", ["", "x" * 20_000, "0123456789" * 2_000, 'a "quoted" text\\n' * 2_000])
def test_a_large_text_hides_no_secret(filler: str) -> None:
    redactor = Redactor()
    redactor.learn('hunter2"hunter2')
    text = f'{filler} hunter2&quot; hunter2"hunter2 AKIAABCDEFGHIJKLMNOP ghp_{"a" * 36} {filler}'

    assert redactor.text(text) == f"{filler} hunter2&quot; <password:1> <access-key:1> <token:1> {filler}"
    assert json.loads(redactor.frame(json.dumps({"a": text}))) == {
        "a": f"{filler} hunter2&quot; <password:1> <access-key:1> <token:1> {filler}"
    }


@pytest.mark.parametrize("piece", [1, 7, 16, 1000])
@pytest.mark.parametrize("place", range(0, 40, 3))
def test_what_is_left_in_a_file_is_found_across_the_edges_of_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int, place: int
) -> None:
    monkeypatch.setattr("fakejuju.cassette.redact.PIECE", piece)
    redactor, path = Redactor(), tmp_path / "x"
    redactor.learn("hunter2hunter2")

    path.write_text("." * place + "hunter2hunter2" + "." * 20)
    assert redactor.is_left_in(path)
    path.write_text("." * place + "hunter2-hunter2" + "." * 20)
    assert not redactor.is_left_in(path)


def test_what_is_left_between_the_quotes_of_yaml_is_found(tmp_path: Path) -> None:
    redactor, path = Redactor(), tmp_path / "x"
    redactor.learn('hunter2"hunter2')
    frame = json.dumps({"msg": 'got hunter2"hunter2'})

    path.write_text(f"push: 1\nframe: {quoted(json.dumps({'inner': frame}))}\n")

    assert redactor.is_left_in(path)
