"""The README is short, its program runs, and what it names is there."""

import re
from pathlib import Path

from assent.cli.menu import COMMANDS

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def test_the_program_in_the_readme_prints_what_it_says(python, tmp_path) -> None:
    (tmp_path / "examples").mkdir()
    brief = (ROOT / "examples" / "brief.md").read_text()
    (tmp_path / "examples" / "brief.md").write_text(brief)

    printed = python(README).strip()

    assert f"It prints `{printed}`." in README.read_text()


def test_the_readme_is_read_in_one_sitting() -> None:
    assert len(README.read_text().splitlines()) < 150


def test_the_program_has_about_ten_lines() -> None:
    (program,) = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)

    assert len([line for line in program.splitlines() if line.strip()]) <= 11


def test_every_command_that_a_page_names_exists() -> None:
    found = {
        (page.name, command)
        for page in PAGES
        for command in re.findall(r"(?:`|^\$ |^ {4})assent ([a-z-]+)\b", page.read_text(), re.M)
    }

    assert {named for named in found if named[1] not in COMMANDS} == set()


def test_every_target_of_make_that_a_page_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    named = {
        (page.name, target)
        for page in PAGES
        for target in re.findall(r"(?:`|^ {4})make ([a-z-]+)", page.read_text(), re.M)
    }

    assert {one for one in named if one[1] not in targets} == set()


def test_every_room_in_the_table_is_a_room() -> None:
    rooms = re.findall(r"^\| (`.+?`) \|", README.read_text(), re.M)
    names = [name.strip("`") for row in rooms for name in row.split(", ")]

    assert [name for name in names if not (ROOT / "src" / "assent" / name).exists()] == []


def test_every_link_between_pages_leads_somewhere() -> None:
    broken = [
        (page.name, target)
        for page in PAGES
        for target in re.findall(r"\]\(([^)#:]+)(?:#[\w-]+)?\)", page.read_text())
        if not (page.parent / target).exists()
    ]

    assert broken == []
