"""The reference pages say what the code says."""

import importlib.util
from pathlib import Path

import pytest

from assent.errors import IdentityError
from assent.practice import new
from assent.reading.draft import NAMES
from assent.reading.template import _FIELDS
from assent.records import Column, Role
from assent.runner import Runner, approve

DOCS = Path(__file__).parents[2] / "docs"
REMEDY = "run: python docs/reference/pages.py"


def pages():
    spec = importlib.util.spec_from_file_location("pages", DOCS / "reference" / "pages.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PAGES = pages()


@pytest.mark.parametrize("page", list(PAGES.PAGES))
def test_a_page_says_what_the_code_says(page) -> None:
    assert (DOCS / "reference" / page).read_text() == PAGES.made(page), REMEDY


def test_the_program_of_the_page_on_python_runs(python, tmp_path) -> None:
    brief = (DOCS.parent / "examples" / "brief.md").read_text()
    (tmp_path / "brief.md").write_text(brief)

    assert python(DOCS / "reference" / "python.md") == "closed\n"


def test_the_test_of_a_procedure_that_the_page_shows_passes(
    shown, tmp_path, monkeypatch, assent_run
) -> None:
    new(tmp_path, minimal=True)
    monkeypatch.chdir(tmp_path)
    scope: dict = {}

    exec(shown(DOCS / "reference" / "python.md", "test_note.py"), scope)
    scope["test_the_note_is_approved"](assent_run)


def test_every_field_of_a_step_is_explained() -> None:
    page = (DOCS / "how-to" / "workflow.md").read_text().lower()

    assert {key for key in NAMES.values() if not _named(key, page)} == set()


def _named(key: str, page: str) -> bool:
    return any(f"`{name}`" in page for name, of in NAMES.items() if of == key)


def test_every_field_of_a_template_and_kind_of_column_is_explained() -> None:
    page = (DOCS / "how-to" / "template.md").read_text()
    kinds = Column.model_fields["kind"].annotation.__args__

    assert [f for f in _FIELDS if f"| `{f.capitalize()}` |" not in page and f != "guidance"] == []
    assert [k for k in kinds if f"| `{k}` |" not in page and f"| `{k}: " not in page] == []


def test_every_key_of_a_card_is_explained() -> None:
    page = (DOCS / "how-to" / "role-card.md").read_text()
    keys = set(Role.model_fields) - {"kind", "needs", "prose", "path", "source_digest"}

    assert {key for key in keys if f"`{key}`" not in page} == set()


def test_a_gate_of_tier_high_takes_no_decision_without_a_key(reader) -> None:
    new(Path.cwd(), minimal=True)
    graph = Path("graphs/note.md")
    graph.write_text(graph.read_text().replace("- **Rounds:** 3", "- **Tier:** high"))
    with Runner.open(Path.cwd()) as runner:
        run = runner.launch("note", {"brief": "- A courier?\n"}, by="mira-castellane")
        (gate,) = run.gates

        with pytest.raises(IdentityError, match="tier high"):
            runner.decide(gate.packet_digest, approve("Fit.", by="anders-holm"))
