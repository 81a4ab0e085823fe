"""Canaries in every secret field of a live session through the proxy: none gets anywhere but through."""

from __future__ import annotations

import base64
import json
import logging
from pathlib import Path
from typing import Any

import httpx
import pytest

from fakejuju.cassette.files import load
from fakejuju.certs import certificates
from fakejuju.proxy import Upstream
from fakejuju.recording import Recording
from fakejuju.server import Handler, HttpRequest, HttpResponse, Peer, Server
from fakejuju.world import World
from jujuclient.connection import Connection
from jujuclient.errors import APIError

PEM = "-----BEGIN RSA PRIVATE KEY-----\\nCANARYca0key0material\\n-----END RSA PRIVATE KEY-----"
SECRET_CALLS: list[tuple[str, int, str, dict[str, Any], str]] = [
    ("UserManager", 3, "AddUser", {"users": [{"username": "bob", "password": "CANARY-user-password"}]},
     '{"results":[{"tag":"user-bob","secret-key":"Q0FOQVJZc2VjcmV0a2V5"}]}'),
    ("Secrets", 2, "CreateSecrets",
     {"args": [{"label": "s", "content": {"data": {"token": base64.b64encode(b"CANARY-content").decode()}}}]},
     '{"results":[{"result":"secret:x"}]}'),
    ("Cloud", 7, "UpdateCredentialsCheckModels",
     {"credentials": [{"tag": "cloudcred-aws_admin_x", "credential":
                       {"auth-type": "access-key", "attrs": {"secret-key": "CANARY-cloud-key"}}}]},
     '{"results":[{}]}'),
    ("Controller", 12, "ControllerConfig", {}, f'{{"config":{{"ca-private-key":"{PEM}"}}}}'),
    ("Cloud", 7, "CredentialContents", {},
     '{"results":[{"result":{"content":{"attributes":{"password":"CANARY-read-credential"}}}}]}'),
    ("Admin", 3, "Login", {"auth-tag": "user-bob", "credentials": "", "macaroons":
                           [[{"s64": "CANARY-macaroon-signature", "i64": "CANARY-macaroon-id"}]]},
     '{"discharge-required":{"s64":"CANARY-root-signature","l":"x"}}'),
]  # fmt: skip


class Upright:
    """A controller that answers with secrets, and remembers what it was sent."""

    def __init__(self) -> None:
        self.seen = ""
        self.headers = ""

    async def open(self, peer: Peer) -> Handler | HttpResponse:
        self.headers += json.dumps(peer.headers)
        upright = self

        class Socket:
            def received(self, frame: str | bytes) -> None:
                text = str(frame)
                upright.seen += text
                call = json.loads(text)
                answers = {(c[0], c[2]): c[4] for c in SECRET_CALLS}
                if call["params"].get("credentials") == "CANARY-login-password":
                    answer = '{"server-version":"3.6.1","facades":[]}'
                elif call["request"] == "Fail":
                    peer.send(
                        f'{{"request-id":{call["request-id"]},"error":"cannot use CANARY-login-password",'
                        '"response":{}}\n'
                    )
                    return
                else:
                    answer = answers[call["type"], call["request"]]
                peer.send(f'{{"request-id":{call["request-id"]},"response":{answer}}}\n')

            def gone(self, code: int | None, reason: str) -> None:
                return None

        return Socket()

    async def http(self, request: HttpRequest) -> HttpResponse:
        self.headers += json.dumps(request.headers) + request.path
        async for chunk in request.body:
            self.seen += chunk.decode()
        body = b'{"token":{"kind":"juju","value":"CANARY-discharge-token"}}'
        headers = [
            ("set-cookie", "macaroon-abc=CANARY-set-cookie; Path=/"),
            ("content-type", "application/json"),
            ("content-length", str(len(body))),
        ]
        return HttpResponse(200, headers, body)


def test_no_byte_of_any_secret_is_written_logged_or_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    controller, path = Upright(), tmp_path / "canary.yaml"
    server = Server.start(controller)
    said = ""
    try:
        upstream = Upstream((server.endpoint,), certificates().ca)
        with Recording(path, upstream, World("3.6.1"), password="CANARY-login-password") as recording:
            with recording.connect(model_uuid="") as connection:
                assert connection.server_version == "3.6.1"
                for facade, version, method, params, _ in SECRET_CALLS:
                    connection.call(facade, version, method, params)
                with pytest.raises(APIError) as failed:
                    connection.call("Client", 8, "Fail")
            http_calls(recording)
            said += recording.recorder.part.read_text()
    finally:
        server.stop()

    text = path.read_text()
    assert "CANARY-login-password" in controller.seen  # the live side saw the real thing
    assert "CANARY-cloud-key" in controller.seen
    assert "CANARY-bearer" in controller.headers
    assert "cannot use CANARY" in failed.value.message
    # The test's own HTTP client logs what it sends, on the test's own thread.
    own = [
        r for r in caplog.records if r.threadName == "MainThread" and r.name.startswith(("httpx", "httpcore"))
    ]
    log = "\n".join(record.getMessage() for record in caplog.records if record not in own)
    for where, written in (("cassette", text), ("part", said), ("log", log)):
        assert "CANARY" not in written, f"in the {where}"
        assert base64.b64encode(b"CANARY-content").decode() not in written
        assert "Q0FOQVJZ" not in written, f"in base64 in the {where}"
    assert "<password:1>" in text
    assert len(load(path).exchanges) == len(SECRET_CALLS) + 2


def http_calls(recording: Recording) -> None:
    import ssl

    tls = ssl.create_default_context(cadata=recording.ca)
    basic = base64.b64encode(b"user-admin:CANARY-basic-password").decode()
    with httpx.Client(verify=tls, base_url=f"https://{recording.endpoint}", timeout=20) as client:
        client.get("/model/x/charms", headers={"Authorization": f"Basic {basic}"})
        client.get(
            "/charms", headers={"Authorization": "Bearer CANARY-bearer", "Cookie": "macaroon-x=CANARY-c"}
        )
        client.post("/auth/form", json={"form": {"user": "admin", "password": "CANARY-form-password"}})
        client.post("/auth/discharge?caveat64=CANARY-caveat&id64=AwA")
        client.post(
            "/register", json={"user": "user-bob", "nonce": "CANARYnonce00", "cipher-text": "CANARYcipher0"}
        )


def test_a_session_that_was_canaried_logs_in_from_the_files_only_with_marks(tmp_path: Path) -> None:
    """What a person can still read in such a cassette is the shape of the calls, not their secrets."""
    controller, path = Upright(), tmp_path / "shape.yaml"
    server = Server.start(controller)
    try:
        upstream = Upstream((server.endpoint,), certificates().ca)
        with Recording(path, upstream, World("3.6.1"), password="CANARY-login-password") as recording:
            Connection.connect(
                [recording.endpoint], cacert=recording.ca, password="CANARY-login-password"
            ).close()
    finally:
        server.stop()

    login = load(path).exchanges[0]
    assert json.loads(login.params)["credentials"] == "<password:1>"
    assert json.loads(login.params)["auth-tag"] == "user-admin"
