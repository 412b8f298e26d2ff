import pytest

from assent.compiler.lineage import base_of, kind_of, readable
from assent.records import Input, Step, Workflow


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("cm-policy-draft-v1.md", "cm-policy"),
        ("cm-policy-final.md", "cm-policy"),
        ("cm-policy-draft-v2.md", "cm-policy"),
        ("interface-agreement-draft.md", "interface-agreement"),
        ("policy-scope.md", "policy-scope"),
        ("draft.md", "draft"),
    ],
)
def test_a_kind_is_the_stem_without_marks_of_progress(name, kind) -> None:
    assert kind_of(name) == kind


def test_a_step_revises_the_latest_document_of_its_kind_that_it_reads() -> None:
    step = Step(number=3, title="S", agents=("owner",), output="cm-policy-final.md")

    assert base_of(step, ["cm-policy-draft-v1.md", "cm-policy-draft-v2.md", "review.md"]) == (
        "cm-policy-draft-v2.md"
    )
    assert base_of(step, ["review.md"]) is None


def test_a_step_that_declares_no_reads_is_shown_everything_before_it() -> None:
    first = Step(number=1, title="A", agents=("owner",), output="a.md")
    second = Step(number=2, title="B", agents=("owner",), output="b.md")
    inputs = (Input(name="brief"), Input(name="major", kind="choice", choices=("yes",)))
    workflow = Workflow(id="w", title="W", inputs=inputs, steps=(first, second))

    assert readable(workflow, second) == ("brief", "a.md")
