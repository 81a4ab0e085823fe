"""``fakejuju serve`` and ``fakejuju env``, as people and programs start them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from served_controllers import FAKEJUJU, Process, Start, run, status

JUJUCLIENT = [sys.executable, "-m", "jujuclient.cli"]
KEYS = {
    "endpoint", "cacert", "controller-uuid", "model", "model-uuid", "user", "password", "juju-data",
}  # fmt: skip


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
