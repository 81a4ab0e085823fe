"""How the code is kept: exceptions with reasons, short functions, documents that lead somewhere."""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("jujuclient", "fakejuju")
CODE = sorted(
    path
    for folder in (*PACKAGES, "tests", "benchmarks", "examples")
    for path in (ROOT / folder).rglob("*.py")
)
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")])

EXCEPTION = re.compile(r"#\s*(?:type:\s*ignore(?:\[[^\]]*\])?|noqa(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?)")
LINK = re.compile(r"(?<!!)\[[^\]\n]+\]\(([^)\s]+)\)")


def comments(path: Path) -> dict[int, str]:
    with path.open("rb") as file:
        return {
            token.start[0]: token.string
            for token in tokenize.tokenize(file.readline)
            if token.type == tokenize.COMMENT
        }


def without_reason(path: Path) -> Iterator[str]:
    said = comments(path)
    for line, comment in said.items():
        if not EXCEPTION.search(comment):
            continue
        above = said.get(line - 1, "")
        if not re.search(r"\w", EXCEPTION.sub("", comment)) and not re.search(
            r"\w", EXCEPTION.sub("", above)
        ):
            yield f"{path.relative_to(ROOT)}:{line}: {comment}"


def test_each_exception_to_a_check_carries_its_reason() -> None:
    assert [found for path in CODE for found in without_reason(path)] == []


def too_long(path: Path) -> Iterator[str]:
    said = comments(path)
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        first = node.body[1 if ast.get_docstring(node) and len(node.body) > 1 else 0].lineno
        lines = (node.end_lineno or first) - first + 1
        # The reason stands before the first statement.
        if lines > 35 and first - 1 not in said:
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {lines} lines"


def test_a_function_of_more_than_35_lines_says_why_before_its_first() -> None:
    packages = [path for path in CODE if path.relative_to(ROOT).parts[0] in PACKAGES]

    assert [found for path in packages for found in too_long(path)] == []


def anchors(text: str) -> set[str]:
    """The names under which headings can be linked to, as GitHub makes them."""
    headings = re.findall(
        r"^#+ +(.+)$", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE
    )
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    dead = []
    for link in LINK.findall(document.read_text()):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (document.parent / name) if name else document
        if not target.exists() or (anchor and anchor not in anchors(target.read_text())):
            dead.append(link)

    assert dead == []


def test_every_module_stands_in_a_room() -> None:
    text = (ROOT / "docs/architecture.md").read_text()
    table = text[text.index("## Rooms") : text.index("A socket, a thread")]
    named, folders = rooms(table)
    homeless = []
    for path in (path for folder in PACKAGES for path in (ROOT / folder).rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if path.stem.startswith("__") or name.startswith(tuple(folders)):
            continue
        if not any(Path(name).match(pattern) for pattern in named):
            homeless.append(name)

    assert homeless == []


def rooms(table: str) -> tuple[set[str], set[str]]:
    """The modules and the whole folders that the table of rooms names."""
    named: set[str] = set()
    folders: set[str] = set()
    for row in table.splitlines():
        cells = row.split("|")
        home = ""
        for word in re.findall(r"`([^`]+)`", cells[1]) if len(cells) > 2 else ():
            home = home or word.rstrip("/").rpartition("/")[0]
            path = word if word.startswith(f"{home}/") else f"{home}/{word}"
            (folders if path.endswith("/") else named).add(path)
    return named, folders


def test_what_the_rooms_name_is_there() -> None:
    text = (ROOT / "docs/architecture.md").read_text()
    named, folders = rooms(text[text.index("## Rooms") : text.index("A socket, a thread")])

    assert [one for one in sorted(named | folders) if not list(ROOT.glob(one.rstrip("/")))] == []


def test_no_change_is_told_twice() -> None:
    lines = re.findall(r"^- (.+(?:\n  .+)*)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)

    assert len(lines) == len(set(lines))
