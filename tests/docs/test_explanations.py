"""The explanations show programs; each is run."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
KIND = re.compile(r'"((?:run|model|tool|document|artifact|gate|packet|decision)\.[a-z]+)"')


def test_what_is_said_of_interrupt_is_what_langgraph_does(python) -> None:
    page = DOCS / "explanation" / "why-an-approval-here-is-different.md"

    assert f"```text\n{python(page)}```" in page.read_text()


def test_the_ledger_is_checked_as_the_page_says(python) -> None:
    assert python(DOCS / "explanation" / "what-is-recorded.md") == ""


def test_every_kind_of_entry_is_explained() -> None:
    page = (DOCS / "explanation" / "what-is-recorded.md").read_text()
    source = (DOCS.parent / "src" / "assent" / "ledger").rglob("*.py")
    written = {kind for path in source for kind in _kinds(path.read_text())}

    assert sorted(kind for kind in written if f"| `{kind}` |" not in page) == []


def _kinds(source: str) -> set[str]:
    return set(KIND.findall(source))


def test_three_days_at_a_gate_pass_as_the_page_says(python) -> None:
    page = DOCS / "how-to" / "time-at-a-gate.md"

    assert f"```text\n{python(page)}```" in page.read_text()
