"""A controller's state on disk: a snapshot, a journal, and what a kill leaves of them."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from kept_states import ask, deploy, kept_in, read_at, seen_of

from fakejuju import keeping
from fakejuju.controller import FakeController
from fakejuju.keeping import Kept
from jujuclient.model import Model


def test_what_was_answered_is_there_after_a_kill(tmp_path: Path) -> None:
    controller = FakeController("3.6", seed=1)
    with kept_in(tmp_path / "state.json", controller):
        deploy(controller, units=2)

    again = FakeController("3.6", seed=9)
    again.restore(read_at(tmp_path / "state.json") or {})

    assert list(again.model().applications["mysql"].units) == ["mysql/0", "mysql/1"]
    assert seen_of(again.snapshot()) == seen_of(controller.snapshot())
    deploy(again, "postgresql")
    assert list(again.model().applications["postgresql"].units) == ["postgresql/0"]


def test_a_process_that_has_simulated_nothing_yet_reads_every_kind_of_entity(tmp_path: Path) -> None:
    controller = FakeController("3.6")
    with kept_in(tmp_path / "state.json", controller):
        deploy(controller)  # with storage: its module is needed by nothing else that reads

    program = (
        "import sys; from pathlib import Path; from fakejuju.keeping import Kept\n"
        "print(len(Kept(Path(sys.argv[1])).read()['entities']['StorageInstance']))"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "state.json")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert (done.stdout, done.stderr) == ("1\n", "")


CALLS: list[tuple[str, str, Any]] = [
    ("Application", "DeployFromRepository", {"Args": [{"CharmName": "mysql", "num-units": 1}]}),
    ("Application", "DeployFromRepository", {"Args": [{"CharmName": "wordpress", "num-units": 1}]}),
    ("Application", "DeployFromRepository", {"Args": [{"CharmName": "nosuch"}]}),
    ("Application", "AddRelation", {"endpoints": ["wordpress:db", "mysql:mysql"]}),
    ("Application", "DestroyRelation", {"endpoints": ["wordpress", "mysql"]}),
    ("Application", "AddUnits", {"application": "mysql", "num-units": 2}),
    ("Application", "AddUnits", {"application": "nosuch", "num-units": 1}),
    ("Application", "DestroyUnit", {"units": [{"unit-tag": "unit-mysql-0"}]}),
    ("Application", "DestroyApplication", {"applications": [{"application-tag": "application-mysql"}]}),
    ("Application", "Expose", {"application": "wordpress"}),
    ("Annotations", "Set", {"annotations": [{"entity": "application-mysql", "annotations": {"a": "1"}}]}),
    ("Action", "EnqueueOperation", {"actions": [{"receiver": "unit-mysql-0", "name": "juju-exec",
                                                 "parameters": {"command": "hostname", "timeout": 0}}]}),
    ("MachineManager", "AddMachines", {"params": [{"jobs": ["JobHostUnits"],
                                                   "base": {"name": "ubuntu", "channel": "22.04"}}]}),
    ("MachineManager", "DestroyMachineWithParams", {"machine-tags": ["machine-0"], "force": True}),
    ("ModelConfig", "ModelSet", {"config": {"logging-config": "<root>=DEBUG"}}),
]  # fmt: skip


@settings(max_examples=25)
@given(
    juju=st.sampled_from(["3.6", "4.0"]),
    calls=st.lists(st.sampled_from(CALLS), min_size=1, max_size=6),
    cuts=st.lists(st.floats(0, 1), min_size=5, max_size=5),
    small=st.sampled_from([200, 5_000, 1 << 20]),
)
def test_whatever_a_kill_leaves_is_the_state_after_some_commit(
    juju: str, calls: list[tuple[str, str, Any]], cuts: list[float], small: int
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        path = Path(folder, "state.json")
        patched.setattr(keeping, "SMALL", small)
        patched.setattr(keeping, "TIMES", 0)
        controller = FakeController(juju, seed=3)
        with kept_in(path, controller) as kept:
            states = {controller.simulation.state.revision: seen_of(controller.snapshot())}
            controller.simulation.commits.append(
                lambda commit: states.update({commit.revision: seen_of(controller.kept())})
            )
            for call in calls:
                ask(controller, call)
            written = kept.journal.read_bytes()
        mark = written.index(b"\n") + 1
        ends = [mark + len(line) for line in lines_so_far(written[mark:])]

        for cut in sorted({len(written), *(round(share * len(written)) for share in cuts), *ends[-2:]}):
            kept.journal.write_bytes(written[:cut])
            state = read_at(path)
            assert state is not None
            assert seen_of(state) == states[state["revision"]]
            whole = [end for end in ends if end <= cut]
            if whole and whole[-1] == len(written):
                assert state["revision"] == controller.simulation.state.revision


def lines_so_far(journal: bytes) -> list[bytes]:
    """The journal up to the end of each line."""
    found, start = [], 0
    while (end := journal.find(b"\n", start)) >= 0:
        start = end + 1
        found.append(journal[:start])
    return found


def test_a_journal_that_is_cut_at_any_byte_is_read_up_to_its_last_whole_line(tmp_path: Path) -> None:
    controller = FakeController("3.6", model="m", profile="manual")
    path = tmp_path / "state.json"
    revisions = []
    with kept_in(path, controller) as kept:
        revisions.append(controller.simulation.state.revision)
        controller.simulation.commits.append(lambda commit: revisions.append(commit.revision))
        for title in ("one", "two"):
            call = {
                "annotations": [{"entity": f"model-{controller.model().uuid}", "annotations": {"t": title}}]
            }
            ask(controller, ("Annotations", "Set", call))
        written = kept.journal.read_bytes()
    ends = [at + 1 for at, byte in enumerate(written) if byte == ord("\n")]

    # Of the first line a few bytes are as good as all of them.
    for cut in (*range(ends[0] + 9), *range(ends[1] - 9, len(written) + 1)):
        kept.journal.write_bytes(written[:cut])
        state = read_at(path)
        assert state is not None
        assert state["revision"] == revisions[max(0, sum(end <= cut for end in ends) - 1)]


def test_a_kill_between_snapshot_and_journal_loses_nothing(tmp_path: Path) -> None:
    controller = FakeController("3.6")
    path = tmp_path / "state.json"
    with kept_in(path, controller) as kept:
        deploy(controller)
        old = kept.journal.read_bytes()
        controller.do(kept._fold)
        # The snapshot is new, and the journal still the one before.
        kept.journal.write_bytes(old)

        assert seen_of(kept.read()) == seen_of(controller.snapshot())


def test_what_a_failed_transaction_used_up_stays_used(tmp_path: Path) -> None:
    controller = FakeController("3.6")

    def fail() -> None:
        with controller.simulation.state.transaction() as state:
            state.number("machine", controller.model().uuid)
            raise ValueError

    with kept_in(tmp_path / "state.json", controller):
        with pytest.raises(ValueError, match=r"^$"):
            fail()
        controller.add_model("later")

    assert seen_of(read_at(tmp_path / "state.json")) == seen_of(controller.snapshot())


def test_agents_go_on_with_what_they_were_at(tmp_path: Path) -> None:
    controller = FakeController("3.6", profile="steady")
    with kept_in(tmp_path / "state.json", controller):
        deploy(controller, units=2)
        controller.advance(20)
    began = controller.model().applications["mysql"].units[0].workload.current
    again = FakeController("3.6", profile="steady")
    again.restore(read_at(tmp_path / "state.json") or {})

    again.settle()

    units = again.model().applications["mysql"].units
    assert began != "active"
    assert [units[name].workload.current for name in units] == ["active", "active"]


def test_a_journal_that_has_outgrown_its_snapshot_is_folded_into_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "SMALL", 2000)
    monkeypatch.setattr(keeping, "TIMES", 1)
    controller = FakeController("3.6", profile="manual")
    sizes = []
    with kept_in(tmp_path / "state.json", controller) as kept:
        for number in range(60):
            controller.add_model(f"m-{number}")
            sizes.append((kept.journal.stat().st_size, kept.path.stat().st_size))

        assert all(journal < max(2000, snapshot) + 2000 for journal, snapshot in sizes)
        assert sorted(sizes) != sizes
        assert seen_of(kept.read()) == seen_of(controller.snapshot())


def test_a_change_of_a_large_state_costs_no_more_than_one_of_a_small_one(tmp_path: Path) -> None:
    def cost(models: int) -> int:
        controller = FakeController("3.6", profile="manual")
        for number in range(models):
            controller.add_model(f"m-{number}")
        with kept_in(tmp_path / f"{models}.json", controller) as kept:
            before = kept.journal.stat().st_size
            controller.add_model("one-more")
            return kept.journal.stat().st_size - before

    assert cost(200) < cost(1) + 200


def test_at_the_end_there_is_one_file_that_load_reads(tmp_path: Path) -> None:
    controller = FakeController("3.6")
    kept = Kept(tmp_path / "state.json")
    kept.begin(controller)
    deploy(controller)
    kept.end()
    kept.release()

    assert [path.name for path in tmp_path.iterdir()] == ["state.json"]
    again = FakeController("3.6")
    again.load(tmp_path / "state.json")
    assert seen_of(again.snapshot()) == seen_of(controller.snapshot())


SSH_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBUy8nVPwyaQ1MWPCfRMhAa3C5jOnZKGXBU7lGHdHhFq me"
CHARM = Path(__file__).parents[2] / "examples" / "charm-suite" / "charm"


@pytest.mark.parametrize("juju", ["2.9", "3.6", "4.0"])
def test_uploads_secrets_users_and_tasks_are_kept(juju: str, tmp_path: Path) -> None:
    theme = tmp_path / "theme.tar.gz"
    theme.write_bytes(b"a theme")
    with FakeController(juju) as controller, kept_in(tmp_path / "state.json", controller):
        where = {"cacert": controller.ca, "password": controller.password}
        with Model.at(controller.endpoint, controller.model_uuid, **where) as model:
            model.deploy(CHARM, resources={"theme": str(theme)}, num_units=2)
            model.deploy("mysql")
            model.integrate("guestbook", "mysql")
            model.exec("hostname", unit="mysql/0")
            model.set_annotations("mysql", {"team": "web"})
            model.disable_command("destroy-model", "in use")
            model.add_ssh_key(
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBUy8nVPwyaQ1MWPCfRMhAa3C5jOnZKGXBU7lGHdHhFq me"
            )
            if juju != "2.9":
                model.add_secret("token", {"value": "hunter2"})
            model.remove_unit("guestbook/0")

        state = read_at_held(tmp_path / "state.json")
        assert seen_of(state) == seen_of(controller.snapshot())
        assert len(state["blobs"]) >= 2

    again = FakeController(juju)
    again.restore(state)
    assert seen_of(again.snapshot()) == seen_of(controller.snapshot())


def read_at_held(path: Path) -> dict[str, Any]:
    """What another process would read there if this one were killed now."""
    for kept in path.parent.glob(f"{path.name}*"):
        (path.parent / "copy").mkdir(exist_ok=True)
        (path.parent / "copy" / kept.name).write_bytes(kept.read_bytes())
    state = read_at(path.parent / "copy" / path.name)
    assert state is not None
    return state
