"""``fakejuju serve`` and ``fakejuju env``, as people and programs start them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from fakejuju.errors import FakeJujuError
from fakejuju.serve_commands import Asked, make, names_of
from fakejuju.serving import Serving
from jujuclient.connection import Connection
from jujuclient.store import ClientStore

FAKEJUJU = [sys.executable, "-m", "fakejuju.cli"]
JUJUCLIENT = [sys.executable, "-m", "jujuclient.cli"]
STATUS = Path(__file__).parents[2] / "cassettes" / "juju-4.0" / "22-status-after.yaml"
KEYS = {
    "endpoint", "cacert", "controller-uuid", "model", "model-uuid", "user", "password", "juju-data",
}  # fmt: skip
LOCAL_CHARM = "name: web\nsummary: s\ndescription: d\n"
Start = Callable[..., "Process"]


class Process:
    """A ``fakejuju serve`` that runs, and its ready line."""

    def __init__(self, words: Sequence[str | Path], environ: dict[str, str]) -> None:
        command = [*FAKEJUJU, "serve", *map(str, words)]
        self.process = subprocess.Popen(
            command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.ready: dict[str, Any] = json.loads(self.process.stdout.readline())

    def connect(self, controller: str = "fake") -> Connection:
        told = self.ready["controllers"][controller]
        return Connection.connect(
            [told["endpoint"]], cacert=Path(told["cacert"]).read_text(), model_uuid=told["model-uuid"],
            user=told["user"], password=told["password"],
        )  # fmt: skip

    def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Its exit status, and what it said on standard error."""
        self.process.send_signal(number)
        _, told = self.process.communicate(timeout=30)
        return self.process.returncode, told


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """The environment of a user who runs nothing else."""
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    told = {key: value for key, value in os.environ.items() if not key.startswith(("JUJU", "FAKEJUJU"))}
    return {**told, "XDG_RUNTIME_DIR": str(runtime), "TMPDIR": str(temporary)}


@pytest.fixture
def start(environ: dict[str, str]) -> Iterator[Start]:
    """Start a serve that is killed at the end of the test if it still runs then."""
    with ExitStack() as stack:

        def one(*words: str | Path) -> Process:
            made = Process(words, environ)
            stack.enter_context(made.process)
            stack.callback(made.process.kill)
            return made

        yield one


def run(environ: dict[str, str], *words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*FAKEJUJU, *map(str, words)], env=environ, capture_output=True, text=True, timeout=60, check=False
    )


@contextmanager
def serving(series: Sequence[str] = (), **asked: Any) -> Iterator[Serving]:
    """Served in this process, until the block ends."""
    made = make(series, Asked(**asked)).start()
    try:
        yield made
    finally:
        made.stop()


def status(told: dict[str, str]) -> Any:
    """The status of what a ready line tells of."""
    with Connection.connect(
        [told["endpoint"]], cacert=Path(told["cacert"]).read_text(), model_uuid=told["model-uuid"],
        user=told["user"], password=told["password"],
    ) as connection:  # fmt: skip
        return connection.rpc("Client", "FullStatus", {"patterns": []}).value


# --- as a process ------------------------------------------------------------------------------


def test_a_serve_is_found_by_a_shell_until_it_ends(start: Start, environ: dict[str, str]) -> None:
    served = start("--name", "one")
    assert served.ready.keys() >= KEYS
    assert (served.ready["model"], served.ready["user"]) == ("admin/default", "admin")
    assert served.ready["endpoint"].startswith("localhost:")

    script = f'eval "$({" ".join(FAKEJUJU)} env)"; exec {" ".join(JUJUCLIENT)} status'
    done = subprocess.run(
        ["sh", "-c", script], env=environ, capture_output=True, text=True, timeout=60, check=False
    )
    listed = run(environ, "env", "--list")
    wrong = run(environ, "env", "one", "-c", "nosuch")

    assert "default  fake" in done.stdout, done.stderr
    assert listed.stdout == "one: fake (Juju 3.6.28)\n"
    assert (wrong.returncode, wrong.stderr) == (
        2, "fakejuju: one serves no controller 'nosuch'; it serves fake\n",
    )  # fmt: skip
    assert served.end() == (0, "")
    assert list(Path(environ["TMPDIR"]).iterdir()) == []
    assert run(environ, "env").stderr == (
        "fakejuju: no fakejuju serve runs; start one in another terminal: fakejuju serve\n"
    )


def test_a_state_outlives_a_kill(start: Start, tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    first = start("--state", state, "--juju", "4.0")
    authority = Path(first.ready["cacert"]).read_text()
    with first.connect() as connection:
        args = {"Args": [{"CharmName": "mysql", "num-units": 2}]}
        connection.rpc("Application", "DeployFromRepository", args)
    assert first.end(signal.SIGKILL)[0] == -signal.SIGKILL

    second = start("--state", state)

    assert second.ready["juju"] == "4.0.15"
    for key in ("controller-uuid", "model-uuid", "model"):
        assert second.ready[key] == first.ready[key]
    assert list(status(second.ready)["applications"]["mysql"]["units"]) == ["mysql/0", "mysql/1"]
    again = Path(second.ready["cacert"]).read_text()
    assert again == authority, "a client that was there before would not trust it any more"
    assert second.end() == (0, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run", "state.json", "tmp"]


def test_a_service_manager_is_told_and_the_command_is_not(environ: dict[str, str], tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(30)
        done = run(
            {**environ, "NOTIFY_SOCKET": str(tmp_path / "notify")}, "serve", "-q", "--", "sh", "-c",
            'echo "$NOTIFY_SOCKET"; exit 9',
        )  # fmt: skip

        assert manager.recv(1000).startswith(b"READY=1\nSTATUS=Serving at localhost:")
        assert manager.recv(1000) == b"STOPPING=1"
    assert (done.stdout, done.stderr, done.returncode) == ("\n", "", 9)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_command_hears_the_signals_and_its_status_is_the_last_word(
    number: signal.Signals, start: Start
) -> None:
    name = number.name.removeprefix("SIG")
    script = f"trap 'echo heard {name}; exit 3' {name}; echo begun; while :; do sleep 0.05; done"
    served = start("--", "sh", "-c", script)
    assert served.process.stdout is not None
    assert served.process.stdout.readline() == "begun\n"

    served.process.send_signal(number)
    told, _ = served.process.communicate(timeout=30)

    assert (told, served.process.returncode) == (f"heard {name}\n", 3)


def test_ctrl_c_at_a_terminal_is_the_command_s_own_affair(environ: dict[str, str]) -> None:
    """A shell, or a test runner that cleans up, gets what the terminal sends, and nothing besides."""
    program = """
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    script = "trap 'echo term' TERM; trap 'echo int; exit 5' INT; echo begun; while :; do sleep 0.05; done"
    os.execv(sys.executable, [sys.executable, "-m", "fakejuju.cli", "serve", "-q", "--", "sh", "-c", script])
told = b""
try:
    while chunk := os.read(terminal, 1000):
        if b"begun" in chunk:
            os.write(terminal, b"\\x03")
        told += chunk
except OSError:
    pass
print(told.decode().split(), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], env=environ, capture_output=True, text=True, timeout=60, check=False
    )

    assert done.stdout == "['begun', '^Cint'] 5\n", done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--name", "../x"], "'../x' is no name for a serve"),
        (["--host", "nosuch.invalid"], "nosuch.invalid cannot be listened on"),
    ],
)
def test_bad_use_is_one_line_and_status_2(words: list[str], said: str, environ: dict[str, str]) -> None:
    done = run(environ, "serve", *words)

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert list(Path(environ["TMPDIR"]).iterdir()) == []


# --- several -----------------------------------------------------------------------------------


def test_several_series_are_served_behind_one_client_store(tmp_path: Path) -> None:
    with serving(["2.9", "3.6", "4.0"], state=tmp_path / "states") as served:
        ready = served.ready()
        names = ["fake-2.9", "fake-3.6", "fake-4.0"]
        assert list(ready["controllers"]) == names
        assert ready["name"] == "fake-2.9"
        assert len({told["controller-uuid"] for told in ready["controllers"].values()}) == 3
        for name, version in zip(names, ("2.9", "3.6", "4.0"), strict=True):
            with Connection.from_store(
                f"{name}:admin/default", store=ClientStore(served.juju_data, {})
            ) as connection:
                assert connection.server_version.startswith(version)

    assert sorted(path.name for path in (tmp_path / "states").iterdir()) == [f"{name}.json" for name in names]


def test_ports_follow_each_other() -> None:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
        try:
            other.bind(("127.0.0.1", port + 1))
        except OSError:
            pytest.skip("the port after a free one is taken")
    with serving(["3.6", "4.0"], port=port, advertise=("fake.example:1000",)) as served:
        told = yaml.safe_load((served.juju_data / "controllers.yaml").read_text())["controllers"]

        assert [one.endpoint for one in served.controllers] == ["fake.example:1000", "fake.example:1001"]
        assert told["fake-4.0"]["api-endpoints"] == ["fake.example:1001"]
        with socket.create_connection(("127.0.0.1", port + 1), timeout=10):
            pass


def test_a_port_that_is_taken_is_named_and_nothing_stays_behind(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(FakeJujuError, match=f"port {port} cannot be listened on: Address already in use"):
            make((), Asked(port=port, state=tmp_path / "s.json", juju_data=tmp_path / "data")).start()

    assert list(tmp_path.iterdir()) == []
    with serving(port=port, state=tmp_path / "s.json"):
        pass


@pytest.mark.parametrize(
    ("series", "said"),
    [
        (["5.0"], "'5.0' is not a Juju version that is known: write a series from 1.18 to 4.1"),
        (["3.6", "3.6"], "--juju 3.6 is given twice"),
    ],
)
def test_a_series_that_cannot_be_is_refused(series: list[str], said: str) -> None:
    with pytest.raises(FakeJujuError, match=said):
        make(series, Asked())


def test_names_are_those_of_the_series() -> None:
    assert names_of(()) == {"fake": ""}
    assert names_of(["4.0"]) == {"fake": "4.0"}
    assert names_of(["3.6.9", "3.6"]) == {"fake-3.6.9": "3.6.9", "fake-3.6": "3.6"}


@pytest.mark.parametrize(
    ("host", "advertise", "endpoints"),
    [
        ("127.0.0.1", (), ["localhost:{}"]),
        ("0.0.0.0", (), [f"{socket.gethostname()}:{{}}", "localhost:{}"]),
        ("0.0.0.0", ("127.0.0.1",), ["127.0.0.1:{}"]),
        ("0.0.0.0", ("fake.example:17070", "localhost"), ["fake.example:17070", "localhost:{}"]),
    ],
)
def test_clients_are_told_what_is_advertised(host: str, advertise: Any, endpoints: list[str]) -> None:
    with serving(host=host, advertise=advertise) as served:
        told = yaml.safe_load((served.juju_data / "controllers.yaml").read_text())["controllers"]["fake"]
        port = served.controllers[0]._running.port

        assert told["api-endpoints"] == [one.format(port) for one in endpoints]
        with Connection.connect(
            [f"127.0.0.1:{port}"], cacert=told["ca-cert"], model_uuid=served.ready()["model-uuid"],
            user="admin", password=served.ready()["password"],
        ) as connection:  # fmt: skip
            assert connection.server_version == "3.6.28"


# --- the client store --------------------------------------------------------------------------


def test_a_client_store_with_other_controllers_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    theirs = "controllers:\n  prod: {uuid: x, api-endpoints: ['10.0.0.1:17070'], cloud: aws}\n"
    (tmp_path / "controllers.yaml").write_text(theirs)

    with pytest.raises(
        FakeJujuError, match="a client store with prod, which would be lost: name another folder"
    ):
        make((), Asked(juju_data=tmp_path)).start()

    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("controllers.yaml", theirs)]


def test_a_client_store_is_left_there_and_taken_again(tmp_path: Path) -> None:
    for version in ("3.6", "4.0"):
        with serving([version], juju_data=tmp_path / "data") as served:
            assert served.ready()["juju-data"] == str(tmp_path / "data")
            with Connection.from_store(store=ClientStore(tmp_path / "data", {})) as connection:
                assert connection.server_version.startswith(version)
    assert (tmp_path / "data" / "controllers.yaml").exists()


def test_a_client_store_is_one_serve_s(tmp_path: Path) -> None:
    with serving(juju_data=tmp_path) as served:
        with pytest.raises(
            FakeJujuError, match=rf"a fakejuju that runs \(process {os.getpid()}\): end that one"
        ):
            make((), Asked(juju_data=tmp_path)).start()

        assert status(served.ready())["model"]["name"] == "default"


# --- what it begins with -----------------------------------------------------------------------


def test_a_bundle_brings_its_charms_from_beside_it(tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "metadata.yaml").write_text(LOCAL_CHARM)
    (tmp_path / "bundle.yaml").write_text(
        "applications:\n  web: {charm: ./web, num_units: 2}\n  db: {charm: mysql, num_units: 1}\n"
    )
    with serving(bundle=tmp_path / "bundle.yaml", model="staging") as served:
        found = status(served.ready())

    assert (found["model"]["name"], sorted(found["applications"])) == ("staging", ["db", "web"])
    assert sorted(found["applications"]["web"]["units"]) == ["web/0", "web/1"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("applications: [", r"the bundle .*/b\.yaml is no YAML: [^\n]*$"),
        ("series: jammy", r"the bundle .*/b\.yaml has no applications"),
        ("applications: {x: {charm: ./nosuch}}", r"\./nosuch is not at .*/nosuch"),
        ("applications: {x: {charm: nosuch}}", 'No charm or bundle with name "nosuch"'),
        ("\udcff", r"b\.yaml is no text"),
    ],
)
def test_a_bundle_that_cannot_be_is_said_in_a_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "b.yaml").write_bytes(text.encode(errors="surrogateescape"))

    with pytest.raises(FakeJujuError, match=said):
        make((), Asked(bundle=tmp_path / "b.yaml")).start()


def test_charms_are_deployed_by_name_and_bad_ones_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in {"web": LOCAL_CHARM, "torn": "name: [", "empty": ""}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "metadata.yaml").write_text(text)
    (tmp_path / "broken.charm").write_bytes(b"PK junk")
    (tmp_path / "notes.txt").write_text("no charm, and not meant to be one")

    made = make((), Asked(charms=(tmp_path,)))

    store = made.controllers[0].simulation.charmhub
    told = [line.partition(":")[2] for line in capsys.readouterr().err.splitlines()]
    assert "web" in store.charms
    assert [line.split(" is ")[0] for line in told] == [
        f" warning: left out: {tmp_path / name}" for name in ("broken.charm", "empty", "torn")
    ]


def test_one_charm_directory_or_file_is_enough(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "metadata.yaml").write_text(LOCAL_CHARM)
    (tmp_path / "none").mkdir()

    made = make((), Asked(charms=(tmp_path / "web", tmp_path / "none")))

    assert "web" in made.controllers[0].simulation.charmhub.charms
    assert "none holds no charm" in capsys.readouterr().err


def test_rows_and_profile_are_those_that_were_asked_for(tmp_path: Path) -> None:
    (tmp_path / "rows.yaml").write_text("mysql: [{status: blocked, message: no relation}]\n")
    (tmp_path / "b.yaml").write_text("applications: {mysql: {charm: mysql, num_units: 1}}\n")

    with serving(rows=tmp_path / "rows.yaml", bundle=tmp_path / "b.yaml") as served:
        unit = status(served.ready())["applications"]["mysql"]["units"]["mysql/0"]
        assert unit["workload-status"]["status"] == "blocked"
        assert unit["workload-status"]["info"] == "no relation"
    with serving(profile="steady", bundle=tmp_path / "b.yaml") as served:
        unit = status(served.ready())["applications"]["mysql"]["units"]["mysql/0"]
        assert unit["workload-status"]["status"] == "waiting"


def test_the_last_status_of_a_cassette_is_a_beginning() -> None:
    with serving(["4.0"], status=STATUS) as served:
        found = status(served.ready())

    assert {"alpha", "beta"} <= set(found["applications"])


# --- a state that is kept ----------------------------------------------------------------------


def test_what_a_state_already_has_is_not_begun_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "b.yaml").write_text("applications: {mysql: {charm: mysql, num_units: 1}}\n")
    asked = {"state": tmp_path / "s.json", "bundle": tmp_path / "b.yaml"}

    for _ in range(2):
        with serving(**asked) as served:
            assert list(status(served.ready())["applications"]["mysql"]["units"]) == ["mysql/0"]

    assert capsys.readouterr().err == (
        f"fakejuju: {tmp_path / 's.json'} holds a state, so --bundle is not used\n"
    )


def test_a_model_that_is_asked_for_is_current_and_made_where_it_is_not(tmp_path: Path) -> None:
    state = tmp_path / "s.json"
    seen = []
    for model in ("", "staging", "", "default"):
        with serving(state=state, model=model) as served:
            seen.append((served.ready()["model"], served.controllers[0].models))

    both = ["admin/controller", "admin/default", "admin/staging"]
    currents = ["admin/default", "admin/staging", "admin/staging", "admin/default"]
    assert seen == list(zip(currents, (both[:2], both, both, both), strict=True))


def test_a_state_server_of_juju_1_18_has_one_environment(tmp_path: Path) -> None:
    with serving(["1.18"], state=tmp_path / "s.json", model="amazon") as served:
        assert served.ready()["model"] == "admin/amazon"

    with pytest.raises(FakeJujuError, match=r"Juju 1\.18\.4 has one environment: admin/amazon"):
        make((), Asked(state=tmp_path / "s.json", model="other"))
    with serving(state=tmp_path / "s.json", model="amazon") as served:
        assert served.ready()["model"] == "admin/amazon"


def test_a_current_model_that_was_destroyed_is_current_no_more(tmp_path: Path) -> None:
    with serving(state=tmp_path / "s.json") as served:
        ready = served.ready()
        with Connection.connect(
            [ready["endpoint"]], cacert=Path(ready["cacert"]).read_text(), model_uuid="", user="admin",
            password=ready["password"],
        ) as connection:  # fmt: skip
            tag = {"model-tag": f"model-{ready['model-uuid']}", "destroy-storage": True}
            connection.rpc("ModelManager", "DestroyModels", {"models": [tag]})
    with serving(state=tmp_path / "s.json") as served:
        assert (served.ready()["model"], served.ready()["model-uuid"]) == ("", "")


def test_a_series_stands_for_the_version_that_a_state_is_of(tmp_path: Path) -> None:
    with serving(["3.6.9"], state=tmp_path / "s.json"):
        pass

    for juju in ((), ("3.6",), ("3.6.9",)):
        with serving(juju, state=tmp_path / "s.json") as served:
            assert served.ready()["juju"] == "3.6.9"
    for other in ("3.6.10", "4.0"):
        with pytest.raises(FakeJujuError, match=r"s\.json: the state is of Juju 3\.6\.9, this controller is"):
            make((other,), Asked(state=tmp_path / "s.json"))
    with serving(state=tmp_path / "s.json"):
        pass


def test_a_password_that_was_changed_is_the_printed_one_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with ExitStack() as stack:
        served = stack.enter_context(serving(state=tmp_path / "s.json"))
        store = ClientStore(served.juju_data, {})
        with Connection.from_store(store=store, controller_only=True) as connection:
            changed = {"changes": [{"tag": "user-admin", "password": "another one"}]}
            connection.rpc("UserManager", "SetPassword", changed)
    with serving(state=tmp_path / "s.json") as served:
        assert status(served.ready())["model"]["name"] == "default"

    told = capsys.readouterr().err
    assert told == "fakejuju: the password of admin on fake is fakejuju-password again\n"


def test_several_keep_their_states_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(FakeJujuError, match="is a file; several controllers keep their states in a folder"):
        make(["3.6", "4.0"], Asked(state=tmp_path / "file"))


def test_a_state_that_is_of_no_known_form_holds_no_lock(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text('{"fakejuju-state": 7}')

    with pytest.raises(FakeJujuError, match=r"s\.json .*form 7"):
        make((), Asked(state=tmp_path / "s.json"))

    assert [path.name for path in tmp_path.iterdir()] == ["s.json"]
