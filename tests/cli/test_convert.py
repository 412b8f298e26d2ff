"""``assent convert`` writes any dialect in the house form, and says what is left to do."""

import json
import stat
from pathlib import Path

import pytest

RUNBOOK = """# Pump restart

## Procedure

1. **Stop the pumps (Agent: Writer)**
   - Close the valve.
2. **Look again (Agent: Harbour Watch)**
   - See the green light.
"""

TWO = """# Two

Shared words.

## Workflow 1: First

```
Step 1: Write
  Agent: Writer
  Output: a.md
```

## Workflow 2: Second

```
Step 1: Edit
  Agent: Editor
  Output: b.md (approved)
```
"""


@pytest.fixture
def runbook(here) -> Path:
    place = here / "pumps.md"
    place.write_text(RUNBOOK)
    return place


@pytest.fixture
def two(here) -> Path:
    place = here / "two.md"
    place.write_text(TWO)
    return place


def test_the_document_goes_to_standard_output_and_the_summary_to_standard_error(
    call, runbook
) -> None:
    done = call("convert", runbook)

    assert done.code == 0
    assert done.out.startswith("---\nid: pumps\ntitle: Pump restart\n")
    assert "- **Output:** stop-the-pumps.md *(inferred)*" in done.out
    assert "step 1: output, reads" in done.err
    assert "'Harbour Watch' is no role of this practice." in done.err


def test_what_was_written_passes_a_check_once_it_is_filled_in(call, runbook, here) -> None:
    call("convert", runbook, "--out", here / "graphs" / "pumps.md")
    target = here / "graphs" / "pumps.md"
    target.write_text(target.read_text().replace("Harbour Watch", "Editor"))

    assert call("check", target).code == 0
    assert "still to do: nothing" in call("convert", target).err


def test_a_document_in_the_house_form_stays_as_it_is(call, here) -> None:
    first = call("convert", here / "graphs" / "note.md").out
    (here / "again.md").write_text(first)

    assert call("convert", here / "again.md").out == first


def test_several_workflows_need_a_folder_or_a_choice(call, two, here) -> None:
    asked = call("convert", two)
    chosen = call("convert", two, "--id", "second")
    written = call("convert", two, "--out", here / "made")

    assert (asked.code, chosen.code, written.code) == (2, 0, 0)
    assert "Add --out DIR for one file each, or --id first or --id second" in asked.err
    assert "- **Approval:** Editor *(inferred)*" in chosen.out
    assert sorted(p.name for p in (here / "made").iterdir()) == ["first.md", "second.md"]
    assert "in no workflow, and left where it is: 'Two'" in written.err


def test_nothing_is_overwritten(call, runbook) -> None:
    before = runbook.read_text()
    done = call("convert", runbook, "--out", runbook)

    assert done.code == 2
    assert "is already there; nothing was written" in done.err
    assert runbook.read_text() == before


def test_the_report_as_data_holds_text_or_place(call, two, here) -> None:
    printed = json.loads(call("convert", two, "--json").out)
    written = json.loads(
        call("convert", two, "--id", "first", "--out", here / "f.md", "--json").out
    )

    assert [one["id"] for one in printed["workflows"]] == ["first", "second"]
    assert printed["workflows"][1]["inferred"][-1] == "step 1: gate, reads"
    assert printed["unplaced"] == [{"title": "Two", "line": 1}]
    assert written["workflows"][0]["path"].endswith("f.md")
    assert stat.S_ISREG((here / "f.md").stat().st_mode)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("# Minutes\n\nWe met.\n", "holds no workflow: no titled steps"),
        ("---\na: [\n---\n## Steps\n\n### 1. x\n- **Agent:** Writer\n", "yaml-syntax"),
        ("## Steps\n\n### 1. x\n- **Agent:** Wri\u202eter\n", "hidden-character"),
    ],
)
def test_what_cannot_be_read_whole_is_not_written(call, here, text, why) -> None:
    (here / "odd.md").write_text(text)
    done = call("convert", here / "odd.md", "--out", here / "new.md")

    assert done.code == 2
    assert why in done.err
    assert not (here / "new.md").exists()


def test_a_workflow_that_would_read_differently_is_refused(call, here) -> None:
    text = "## Steps\n\n### 1. x\n- **Agent:** Writer\n- **Action:** a\n\n  ```\n  open\n"
    (here / "odd.md").write_text(text)
    done = call("convert", here / "odd.md")

    assert done.code == 2
    assert "cannot be written without loss: step 1: " in done.err
