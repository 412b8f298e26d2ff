"""A facilitator frames, all state their positions unseen, and one rules."""

from functools import partial

import pytest

from assent.llm.scripted import Scripted
from assent.records import RunStatus
from assent.runner import approve, rework

from .agreeing import BRIEF, RULES, decided, gate, position, practised, text

RULING = {"stance": "propose", "statement": "It costs nothing."}
SCRIPT = {
    "cm-analyst": [text("Framed.", "way", "Ask.")],
    "cm-manager": [position("propose", "Once a week is what we can do.")],
    "platform-liaison": [position("propose", "Every night costs nothing.")],
    "cm-practice-owner": [{**text("Every night.", "way", "Plan."), "position": RULING}],
}


@pytest.fixture
def opened(opened, shipped):
    return partial(opened, practice=practised(shipped))


def launched(opened, script=SCRIPT, **more):
    model = Scripted(script)
    runner = opened(model)
    return runner, runner.launch(decided(**more), {"brief": BRIEF}, by="tomas-lindqvist"), model


def test_the_sections_of_the_ruling_stand(opened) -> None:
    _, run, _ = launched(opened)

    written = run.documents["way.md"].text
    assert run.status is RunStatus.closed
    assert "Every night." in written
    assert "Framed." not in written


def test_the_rows_of_the_ruling_stand_in_place_of_the_frames(opened) -> None:
    _, run, _ = launched(opened)

    assert "| Plan. | We |" in run.documents["way.md"].text
    assert "| Ask. |" not in run.documents["way.md"].text


def test_every_position_is_kept_with_the_reason_of_the_ruling(opened) -> None:
    _, run, _ = launched(opened)

    kept = run.documents["way.md"].text.partition("## Positions")[2]
    assert "| 1 | CM manager | propose | Once a week is what we can do. |" in kept
    assert "| 1 | Platform liaison | propose | Every night costs nothing. |" in kept
    assert "| 1 | CM practice owner | propose | It costs nothing. |" in kept


def test_a_voice_sees_the_frame_and_no_other_voice_and_the_ruling_sees_all(opened) -> None:
    _, _, model = launched(opened)

    shown = {r.role: r.messages[-1].content for r in model.requests}
    assert "Framed." in shown["cm-manager"]
    assert "Every night costs nothing." not in shown["cm-manager"]
    assert "Once a week is what we can do." not in shown["platform-liaison"]
    assert "Once a week is what we can do." in shown["cm-practice-owner"]
    assert "Every night costs nothing." in shown["cm-practice-owner"]


def test_sent_back_at_its_gate_all_speak_again_and_the_first_positions_stay(opened) -> None:
    runner, run, model = launched(
        opened, {role: said * 2 for role, said in SCRIPT.items()}, gate=gate()
    )

    runner.decide(run.gates[0].packet_digest, rework("Say what it costs.", by=RULES), resume=True)
    runner.decide(run.gates[0].packet_digest, approve("Good.", by=RULES), resume=True)

    kept = run.documents["way.md"].text.partition("## Positions")[2]
    assert run.status is RunStatus.closed
    assert kept.count("Once a week is what we can do.") == 2
    assert model.unused() == {}


def test_offline_the_ruling_quotes_every_voice(runner) -> None:
    run = runner.launch(decided(), {"brief": BRIEF}, by="tomas-lindqvist")

    written = run.documents["way.md"].text
    assert run.status is RunStatus.closed
    assert written.count("Weighed, as the ") == 2
    assert "[unsupported figure]" not in written
