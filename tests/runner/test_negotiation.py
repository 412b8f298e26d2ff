"""Two roles negotiate until both accept, or until a person rules."""

from functools import partial

import pytest

from assent.errors import ModelUnavailableError, OutcomeNotOfferedError
from assent.llm.scripted import Scripted
from assent.records import Gate, RunStatus, Seat
from assent.runner import approve, reject, rework, withdraw

from .agreeing import ANSWERS, BRIEF, OFFERS, RULES, negotiated, offer, position, practised

YES = position("accept", "We can work with this.")
NO = position("counter", "Six hours is too slow.")
AWAY = ModelUnavailableError("far", "connection refused")


@pytest.fixture
def opened(opened, shipped):
    return partial(opened, practice=practised(shipped))


def negotiate(opened, offers, answers, **more):
    model = Scripted({OFFERS: offers, ANSWERS: answers})
    runner = opened(model)
    run = runner.launch(negotiated(**more), {"brief": BRIEF}, by="tomas-lindqvist")
    return runner, run, model


def unresolved(opened, *further):
    offers = [offer("First."), offer("Second."), *(offer(words) for words, _ in further)]
    return negotiate(opened, offers, [NO, NO, *(answer for _, answer in further)])


def say(runner, run, choice):
    runner.decide(run.gates[0].packet_digest, choice, resume=True)


def stances(run) -> list[tuple[str, ...]]:
    rows = run.documents["terms.md"].text.partition("## Positions")[2].split("\n")
    return [tuple(c.strip() for c in row.split("|")[1:4]) for row in rows if "| propose" in row or
            "| accept" in row or "| counter" in row or "| reject" in row]  # fmt: skip


def test_both_accept_in_the_first_round(opened) -> None:
    _, run, model = negotiate(opened, [offer("Within 6 working hours.")], [YES])

    assert run.status is RunStatus.closed
    assert "Within 6 working hours." in run.documents["terms.md"].text
    assert len(model.requests) == 2


def test_a_second_proposal_may_be_the_one_that_is_accepted(opened) -> None:
    offers = [offer("First."), offer("Second.")]

    _, run, model = negotiate(opened, offers, [NO, YES])

    assert run.status is RunStatus.closed
    assert run.documents["terms.md"].version == 2
    assert "Second." in run.documents["terms.md"].text
    assert model.unused() == {}


def test_a_new_proposal_is_made_in_sight_of_the_answers_to_the_last(opened) -> None:
    _, _, model = negotiate(opened, [offer("First."), offer("Second.")], [NO, YES])

    proposals = [r for r in model.requests if r.role == OFFERS]
    shown = ["Six hours is too slow." in r.messages[-1].content for r in proposals]
    assert shown == [False, True]


def test_the_document_keeps_every_position_of_every_round(opened) -> None:
    _, run, _ = negotiate(opened, [offer("First."), offer("Second.")], [NO, YES])

    assert stances(run) == [
        ("1", "CM manager", "propose"),
        ("1", "Change representative", "counter"),
        ("2", "CM manager", "propose"),
        ("2", "Change representative", "accept"),
    ]
    assert "Six hours is too slow." in run.documents["terms.md"].text


def test_one_who_does_not_accept_keeps_it_open(opened) -> None:
    incident = "incident-representative"
    model = Scripted({OFFERS: [offer("A."), offer("B.")], ANSWERS: [YES, YES], incident: [NO, YES]})
    workflow = negotiated((OFFERS, ANSWERS, incident))

    run = opened(model).launch(workflow, {"brief": BRIEF}, by="tomas-lindqvist")

    assert run.documents["terms.md"].version == 2
    assert run.status is RunStatus.closed


def test_with_the_rounds_spent_the_decider_is_asked_with_both_positions_in_sight(opened) -> None:
    runner, run, _ = unresolved(opened)

    (waiting,) = run.gates
    packet = runner.ledger.content.text(waiting.packet_digest)
    assert (waiting.gate.kind, [seat.role for seat in waiting.seats]) == (
        "escalation",
        ["cm-practice-owner"],
    )
    assert packet.count("Six hours is too slow.") >= 2


def test_the_ruling_of_the_decider_settles_it(opened) -> None:
    runner, run, _ = unresolved(opened)

    say(runner, run, approve("The second is good enough.", by=RULES))

    assert run.status is RunStatus.closed
    assert "Second." in run.documents["terms.md"].text


def test_sent_back_it_has_one_more_round_with_the_comment(opened) -> None:
    runner, run, model = unresolved(opened, ("Third.", YES))

    say(runner, run, rework("Meet in the middle.", by=RULES))

    assert run.status is RunStatus.closed
    assert run.documents["terms.md"].version == 3
    assert "Meet in the middle." in model.requests[-2].messages[-1].content


def test_after_that_round_nothing_is_sent_back_any_more(opened) -> None:
    runner, run, _ = unresolved(opened, ("Third.", NO))
    say(runner, run, rework("Meet in the middle.", by=RULES))

    with pytest.raises(OutcomeNotOfferedError):
        say(runner, run, rework("Once more.", by=RULES))
    say(runner, run, approve("So be it.", by=RULES))

    assert run.status is RunStatus.closed


@pytest.mark.parametrize(
    ("choice", "status"),
    [
        (reject("No terms are better than these.", by=RULES), RunStatus.rejected),
        (withdraw("Not needed any more.", by="tomas-lindqvist"), RunStatus.withdrawn),
    ],
)
def test_a_refusal_of_the_decider_or_a_withdrawal_ends_the_run(opened, choice, status) -> None:
    runner, run, _ = unresolved(opened)

    say(runner, run, choice)

    assert run.status is status


def test_a_ruling_on_a_document_to_be_signed_signs_nothing(opened) -> None:
    seat = (Seat(role="change-practice-owner"),)
    gate = Gate(id="s", kind="sign-off", decision_class="strategic", seats=seat)
    signing = {"output_status": "signed", "gate": gate}
    offers = [offer("First."), offer("Second.")]
    runner, run, _ = negotiate(opened, offers, [NO, NO], **signing)

    say(runner, run, approve("The second is good enough.", by=RULES))
    say(runner, run, approve("Signed.", by="jonas-weber"))

    events = [e.body for e in runner.events(run.id) if e.kind == "document.status"]
    states = [body["status"] for body in events if body["version"] == 2]
    assert states == ["in-review", "approved", "in-review", "signed"]


def test_a_figure_that_one_side_makes_up_is_marked_and_the_decider_is_told(opened) -> None:
    offers = [offer("Within 6 working hours."), offer("Within 15 minutes.")]
    runner, run, _ = negotiate(opened, offers, [NO, NO])

    packet = runner.ledger.content.text(run.gates[0].packet_digest)
    assert "Within 15 [unsupported figure] minutes." in run.documents["terms.md"].text
    assert "The figure '15' in 'Summary' is in nothing that was read." in packet


@pytest.mark.parametrize("parked", ["offer", "answer", "second offer", "second answer"])
def test_a_parked_negotiation_goes_on_where_it_stopped(opened, parked) -> None:
    offers, answers = [offer("First."), offer("Second.")], [NO, YES]
    script = offers if "offer" in parked else answers
    script.insert(1 if "second" in parked else 0, AWAY)
    runner, run, model = negotiate(opened, offers, answers)
    stopped = run.status

    runner.resume(run.id)

    assert (stopped, run.status) == (RunStatus.parked, RunStatus.closed)
    assert len(model.requests) == 5
    assert [row[0] for row in stances(run)] == ["1", "1", "2", "2"]
