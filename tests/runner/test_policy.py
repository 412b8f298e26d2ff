"""The shipped policy, whole, with the offline model."""

from pathlib import Path

import pytest

from assent.reading.document import parse
from assent.records import RunStatus
from assent.runner import approve

ROOT = Path(__file__).parents[2]
BRIEF = ROOT / "examples" / "brief.md"
PLATFORM = ROOT / "../shared/data/platform-brief.md"


def closed(opened, brief: Path, *, independent: bool = False):
    runner = opened()
    policy = runner.practice.workflows["cm-policy"]
    if independent:
        steps = tuple(s.model_copy(update={"independent": s.number == 2}) for s in policy.steps)
        policy = policy.model_copy(update={"steps": steps})
    run = runner.launch(policy, {"brief": brief}, by="tomas-lindqvist")
    for person in ("ines-okafor", "priya-raman"):
        (gate,) = run.gates
        choice = approve("Fit for use.", by=person, confirm=gate.gate.confirms)
        runner.decide(gate.packet_digest, choice, resume=True)
    return run


def questions(run) -> str:
    final = parse(run.documents["cm-policy-final.md"].text)
    return "\n".join(question.question for question in final.open_questions)


def test_the_policy_closes_with_26_calls_of_which_20_wait_for_each_other(opened) -> None:
    run = closed(opened, BRIEF)

    usage = run.plain()["usage"]
    assert run.status is RunStatus.closed
    assert (usage["calls"], usage["critical_path"]) == (26, 20)
    assert run.stages == ("scope", "requirements", "drafting", "review", "approval", "rollout")
    assert run.documents["cm-policy-final.md"].status == "approved"


def test_inputs_that_are_independent_shorten_the_way_to_14(opened) -> None:
    usage = closed(opened, BRIEF, independent=True).plain()["usage"]

    assert (usage["calls"], usage["critical_path"]) == (26, 14)


def test_every_requirement_is_traced_and_every_comment_disposed_of(opened) -> None:
    run = closed(opened, BRIEF)

    final = run.documents["cm-policy-final.md"].text
    for document in ("stakeholder-requirements.md", "representative-feedback.md"):
        tables = [s.table for s in parse(run.documents[document].text).sections if s.table]
        numbers = [row[0] for table in tables for row in table.rows]
        assert numbers
        assert [number for number in numbers if f"| {number} |" not in final] == []


def test_the_same_inputs_give_the_same_bytes(opened) -> None:
    first, second = closed(opened, BRIEF), closed(opened, BRIEF)

    digests = [{n: d.digest for n, d in run.documents.items()} for run in (first, second)]
    assert digests[0] == digests[1]


def test_a_real_brief_closes_too_and_what_it_leaves_open_is_asked(opened) -> None:
    if not PLATFORM.is_file():
        pytest.skip("the real brief is not beside this checkout")

    run = closed(opened, PLATFORM)

    final, asked = run.documents["cm-policy-final.md"].text, questions(run)
    assert run.status is RunStatus.closed
    for fact in ("114 applications", "48 hours", "24 applications are flagged", "moderate"):
        assert fact in final
    for unknown in (
        "reviewed",
        "emergency",
        "exception",
        "audited",
        "accountable owner",
        "targets",
    ):
        assert unknown in asked
    for known in ("notice", "on call"):
        assert known not in asked
