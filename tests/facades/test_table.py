"""The table as people read it: printed, in the docs, in docstrings; and what it costs to import."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

from jujuclient import facades
from jujuclient.facades import __main__ as table
from jujuclient.wire.struct import Wire

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs" / "facades.md"


def run(code: str) -> str:
    """What a fresh interpreter prints for a few lines of code."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, timeout=60).stdout


def loaded_after(code: str) -> set[str]:
    """The modules of this package that a fresh interpreter has after a few lines of code."""
    printed = run(f"{code}\nimport sys\nprint(*[n for n in sys.modules if n.startswith('jujuclient')])")
    return set(printed.split())


def test_the_committed_page_is_what_the_table_says() -> None:
    made = subprocess.run(
        [sys.executable, "-m", "jujuclient.facades", "--markdown"],
        capture_output=True, text=True, check=True, cwd=ROOT, timeout=60,
    ).stdout  # fmt: skip

    assert DOCS.read_text() == made, "run: python -m jujuclient.facades --markdown > docs/facades.md"


def test_the_table_of_a_series_has_its_facades(capsys: pytest.CaptureFixture[str]) -> None:
    assert table.main(["--series", "1.25"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["facade", "versions", "methods", "what", "it", "is"]
    assert [line.split()[0] for line in lines[1:]] == sorted(facades.index.versions("1.25"), key=str.lower)
    assert re.search(r"^Service +1 +3 +Services", "\n".join(lines), re.MULTILINE)


def test_the_table_without_series_has_every_facade(capsys: pytest.CaptureFixture[str]) -> None:
    table.main([])

    assert len(capsys.readouterr().out.splitlines()) == len(facades.names()) + 1


def test_the_table_of_a_facade_has_its_methods(capsys: pytest.CaptureFixture[str]) -> None:
    table.main(["--series", "2.9", "Application"])
    old = capsys.readouterr().out
    table.main(["Application"])
    every = capsys.readouterr().out

    assert "set_configs(args)" in old
    assert "deploy_from_repository" not in old
    assert "\ndeploy_from_repository(args) -> DeployFromRepositoryResults\n" in every
    assert "    DeployFromRepository (Juju 3.3 and later): Deploy charms" in every


def test_the_table_of_a_facade_fits_a_terminal() -> None:
    for name in facades.names():
        wide = [line for line in table.describe(name, width=72).splitlines() if len(line) > 72]

        assert not wide, name


def test_a_facade_of_a_series_has_the_parameters_of_that_series() -> None:
    old, new = table.describe("Application", "2.9"), table.describe("Application", "4.1")

    assert "units_info(entities)" in old
    assert "force_series=" in old
    assert "force_series=" not in new
    assert "force_base=" in new


def test_where_a_method_is_goes_no_further_than_its_facade() -> None:
    told = table.describe("Service")

    assert "ServicesDeploy (Juju 1.25): " in told
    assert "1.25 and later" not in told


def test_a_facade_that_a_series_lacks_is_refused_by_the_series_that_have_it() -> None:
    with pytest.raises(SystemExit, match=r"Juju 3\.6 serves no Service to clients; Juju 1\.22 to 1\.25 does"):
        table.main(["--series", "3.6", "Service"])
    with pytest.raises(SystemExit, match=r"Juju 3\.6 serves no SystemManager to clients; Juju 1\.25 does"):
        table.main(["--series", "3.6", "SystemManager"])


def test_a_version_stands_for_its_series(capsys: pytest.CaptureFixture[str]) -> None:
    table.main(["--series", "3.6"])
    series = capsys.readouterr()
    table.main(["--series", "3.6.28"])
    version = capsys.readouterr()
    table.main(["--series", "3.5.1"])
    between = capsys.readouterr()

    assert version.out == series.out
    assert series.err == version.err == ""
    assert between.err == "no facts are known of Juju 3.5; this is Juju 3.3\n"
    with pytest.raises(SystemExit, match='"new" is not a Juju version'):
        table.main(["--series", "new"])


def test_an_unknown_facade_names_those_like_it() -> None:
    with pytest.raises(SystemExit, match=r"no facade is called space; there is Spaces"):
        table.main(["space"])
    with pytest.raises(SystemExit, match=r"no facade is called Aplication; there is Application"):
        table.main(["Aplication"])
    with pytest.raises(SystemExit, match="there is none like it; `jujuclient facades` lists them"):
        table.main(["Uniter"])


def test_importing_the_package_loads_no_facade_and_using_one_loads_one() -> None:
    nothing = loaded_after("import jujuclient, jujuclient.facades")
    one = loaded_after("import jujuclient\nfrom jujuclient.facades import load\nload('Spaces')")

    assert {n for n in nothing if n.startswith("jujuclient.facades.")} == {"jujuclient.facades.index"}
    assert {n for n in one if n.startswith("jujuclient.facades.")} == {
        "jujuclient.facades.index",
        "jujuclient.facades.common",
        "jujuclient.facades.spaces",
    }
    assert "msgspec" not in run("import jujuclient.facades, sys; print(*sys.modules)").split()


def test_a_facade_is_loaded_when_it_is_named_on_the_package() -> None:
    folder = Path(facades.__file__).parent
    names = sorted(path.stem for path in folder.glob("[a-z]*.py"))

    found = [getattr(facades, name).__name__ for name in names]

    assert found == [f"jujuclient.facades.{name}" for name in names]
    with pytest.raises(AttributeError, match="has no attribute 'spades'"):
        facades.spades  # type: ignore[attr-defined]  # that there is none is the point  # noqa: B018


def test_every_facade_can_be_the_first_to_be_imported() -> None:
    for name in facades.names():
        module = f"jujuclient.facades.{facades.index.module(name)}"
        assert module in sys.modules or facades.load(name) is not None
    cycles = run(
        "import subprocess, sys\n"
        "from jujuclient.facades import index\n"
        "names = [*map(index.module, index.declared()), 'common', 'common_charms', 'common_models', "
        "'common_storage', 'application_types', 'client_types', 'watching']\n"
        "import importlib\n"
        "for name in names:\n"
        "    for loaded in [n for n in sys.modules if n.startswith('jujuclient.facades.')]:\n"
        "        if loaded != 'jujuclient.facades.index': del sys.modules[loaded]\n"
        "    importlib.import_module('jujuclient.facades.' + name)\n"
    )
    assert cycles == ""


def test_unknown_facades_are_none_and_no_noise() -> None:
    assert facades.load("Uniter") is None
    assert facades.method("Uniter", 1, "Life") is None
    assert facades.method("Spaces", 99, "CreateSpaces") is None
    assert facades.negotiate({"Spaces": [5, 6, 99], "Uniter": [1, 2], "Client": [400]}) == {"Spaces": 6}
    with pytest.raises(KeyError):
        facades.index.versions("2.7")


def test_every_facade_method_and_type_has_words_of_its_own() -> None:
    wordless = []
    for name in facades.names():
        facade = facades.load(name)
        assert facade is not None
        wordless += [] if facade.__dict__.get("__doc__") else [name]
        wordless += [f"{name}.{m.name}" for m in facade.methods() if len(m.doc) < 15 or "TODO" in m.doc]
    for module in [m for n, m in sys.modules.items() if n.startswith("jujuclient.facades.")]:
        wordless += [] if inspect.getdoc(module) else [module.__name__]
        for name, value in vars(module).items():
            mine = inspect.isclass(value) and value.__module__ == module.__name__
            if mine and issubclass(value, Wire) and len(value.__dict__.get("__doc__") or "") < 15:
                wordless.append(name)

    assert not wordless


def test_no_two_methods_of_a_facade_are_described_alike_unless_they_are_one_on_the_wire() -> None:
    for name in facades.names():
        facade = facades.load(name)
        assert facade is not None
        said: dict[str, str] = {}
        for method in facade.methods():
            assert said.setdefault(method.doc, method.wire) == method.wire, f"{name}.{method.name}"


@pytest.mark.parametrize(
    ("facade", "method", "role", "path", "kind"),
    [
        ("Admin", "Login", "params", "credentials", "password"),
        ("UserManager", "AddUser", "params", "users[].password", "password"),
        ("UserManager", "AddUser", "result", "results[].secret-key", "registration secret key"),
        (
            "Cloud",
            "UpdateCredentialsCheckModels",
            "params",
            "credentials[].credential.attrs",
            "cloud credential",
        ),
        ("Secrets", "CreateSecrets", "params", "args[].content.data", "secret content"),
        ("Secrets", "ListSecrets", "result", "results[].value.data", "secret content"),
        ("Backups", "Info", "result", "ca-private-key", "CA private key"),
        ("Controller", "InitiateMigration", "params", "specs[].target-info.password", "password"),
        ("ApplicationOffers", "GetConsumeDetails", "result", "results[].macaroon", "macaroon"),
        ("SecretBackends", "AddSecretBackends", "params", "args[].config", "secret backend config"),
    ],
)
def test_secrets_are_marked(facade: str, method: str, role: str, path: str, kind: str) -> None:
    version = max(v for v in facades.index.declared()[facade] if facade != "Admin" or v < 4)
    declared = facades.method(facade, version, method) or facades.method(facade, 3, method)

    assert declared is not None
    assert declared.secret_paths(role)[path] == kind
