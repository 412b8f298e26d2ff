"""The fixture for those who test their own procedures: scripted replies, decisions as values."""

import pytest

from assent.errors import NotAuthorisedError, UnexpectedRequestError, UnusedScriptError
from assent.records import Gate, Input, RunStatus, Seat, Step, Workflow
from assent.testing import Offline, Scripted, approve, reject, rework

BY = "tomas-lindqvist"
BRIEF = {"brief": "# Facts\n\n- Notice of 48 hours is asked for.\n"}
NOTE = Workflow(
    id="short",
    title="Short",
    inputs=(Input(name="brief"),),
    steps=(
        Step(
            number=1,
            title="Write",
            agents=("cm-analyst",),
            output="short.md",
            gate=Gate(id="short", seats=(Seat(role="cm-practice-owner"),)),
        ),
    ),
)
FIT = approve("Fit for use.", by="ines-okafor")


def summary(text: str) -> dict:
    sections = ("summary", "contributions", "what-follows")
    return {
        "sections": [{"id": section, "markdown": text} for section in sections],
        "tables": {"follow-ups": []},
        "open_questions": [],
    }


def test_a_run_is_decided_to_its_end_without_a_model(assent_run) -> None:
    run = assent_run(NOTE, BRIEF, by=BY, decisions=[FIT])

    assert run.status is RunStatus.closed
    assert "Notice of 48 hours" in run.documents["short.md"].text


def test_a_scripted_reply_is_what_the_document_says(assent_run) -> None:
    model = Scripted({"cm-analyst": [summary("Two days' notice.")]})

    run = assent_run(NOTE, BRIEF, by=BY, models=model, decisions=[FIT])

    assert "Two days' notice." in run.documents["short.md"].text
    assert [request.role for request in model.requests] == ["cm-analyst"]


def test_each_decision_is_made_at_the_gate_open_then(assent_run) -> None:
    model = Scripted({"cm-analyst": [summary("First."), summary("Second.")]})

    again = rework("Say it once more.", by="ines-okafor")
    run = assent_run(NOTE, BRIEF, by=BY, models=model, decisions=[again, FIT])

    assert run.documents["short.md"].version == 2
    assert "Second." in run.documents["short.md"].text


def test_a_request_that_the_script_does_not_foresee_fails(assent_run) -> None:
    with pytest.raises(UnexpectedRequestError, match="cm-analyst"):
        assent_run(NOTE, BRIEF, by=BY, models=Scripted({"cm-auditor": []}))


def test_a_decision_that_comes_to_no_gate_fails(assent_run) -> None:
    with pytest.raises(UnusedScriptError, match="1 decision"):
        assent_run(NOTE, BRIEF, by=BY, decisions=[reject("No.", by="ines-okafor"), FIT])


def test_a_decision_is_held_to_the_same_rights_as_anywhere(assent_run) -> None:
    with pytest.raises(NotAuthorisedError):
        assent_run(NOTE, BRIEF, by=BY, decisions=[approve("Fit.", by="daniel-abara")])


def test_a_reply_that_nobody_asked_for_fails_the_test(pytester) -> None:
    pytester.makeconftest("from tests.conftest import pytest_configure\n")
    pytester.makepyfile(
        """
        from assent.testing import Offline, Scripted
        from tests.testing.test_assent_run import BRIEF, BY, FIT, NOTE

        def test_it(assent_run):
            model = Scripted({"cm-auditor": ["never asked"]}, default=Offline())
            assent_run(NOTE, BRIEF, by=BY, models=model, decisions=[FIT])
        """
    )

    outcome = pytester.runpytest_inprocess("-p", "no:cacheprovider")

    outcome.assert_outcomes(passed=1, errors=1)
    outcome.stdout.fnmatch_lines(["*UnusedScriptError*1 of cm-auditor*"])


def test_a_role_may_have_a_model_of_its_own(assent_run) -> None:
    models = {"default": Offline(), "cm-analyst": Scripted({"cm-analyst": [summary("Mine.")]})}

    run = assent_run(NOTE, BRIEF, by=BY, models=models, decisions=[FIT])

    assert "Mine." in run.documents["short.md"].text
