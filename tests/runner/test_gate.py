"""A gate, as the people around it see it."""

from datetime import UTC, datetime

import pytest

from assent.errors import (
    AlreadyDecidedError,
    AmbiguousReferenceError,
    GateClosedError,
    IdentityError,
    NotAuthorisedError,
    NotConfirmedError,
    OutcomeNotOfferedError,
    SelfApprovalError,
    StalePacketError,
    TextRefusedError,
    UnknownGateError,
    UnknownPersonError,
)
from assent.records import Organisation, RunStatus, Seat
from assent.runner import (
    approve,
    approve_with_conditions,
    defer,
    reject,
    rework,
    withdraw,
)
from assent.runner.identity import recognise

from .conftest import BRIEF, workflow

TWO = (Seat(role="cm-practice-owner"), Seat(role="governance-board"))


def waiting(runner, **gate):
    return runner.launch(workflow(**gate), {"brief": BRIEF}, by="tomas-lindqvist")


def say(runner, run, choice):
    return runner.decide(run.gates[0].packet_digest, choice, resume=True)


def test_the_packet_shows_the_facts_before_the_agents_words(runner) -> None:
    run = waiting(runner)

    _, packet = runner.packet(run.gates[0].id)

    facts, _, document = packet.partition("## The document, whole")
    assert run.documents["note.md"].digest in facts
    assert "Tomas Lindqvist" in facts
    assert all(line.startswith("    >") or not line.strip() for line in document.split("\n")[1:])


def test_two_seats_need_two_people(runner) -> None:
    run = waiting(runner, seats=TWO)

    say(runner, run, approve("Fit.", by="ines-okafor"))
    assert run.status is RunStatus.waiting

    say(runner, run, approve("Agreed.", by="priya-raman"))
    assert run.status is RunStatus.closed


def test_somebody_without_the_role_may_not_decide(runner) -> None:
    run = waiting(runner)

    with pytest.raises(NotAuthorisedError, match="cm-practice-owner"):
        say(runner, run, approve("Fit.", by="daniel-abara"))

    assert run.status is RunStatus.waiting


def test_the_requester_may_not_approve_their_own_request(runner) -> None:
    run = runner.launch(workflow(), {"brief": BRIEF}, by="ines-okafor")

    with pytest.raises(SelfApprovalError, match="requested"):
        say(runner, run, approve("Fit.", by="ines-okafor"))


def test_a_gate_that_nobody_may_fill_says_so(runner) -> None:
    run = runner.launch(workflow(), {"brief": BRIEF}, by="ines-okafor")

    (waits,) = runner.inbox()
    assert waits.gate.run_id == run.id
    assert waits.vacant == ("cm-practice-owner",)


def test_the_inbox_of_a_person_holds_what_they_may_decide(runner) -> None:
    waiting(runner)

    assert len(runner.inbox("ines-okafor")) == 1
    assert runner.inbox("daniel-abara") == []
    assert runner.inbox("tomas-lindqvist") == []


def test_the_second_to_decide_is_told_who_was_first(runner) -> None:
    run = waiting(runner)
    packet = run.gates[0].packet_digest
    runner.decide(packet, reject("Not now.", by="ines-okafor"))

    with pytest.raises(AlreadyDecidedError, match=r"'ines-okafor' said 'reject'"):
        runner.decide(packet, approve("Fit.", by="ines-okafor"))


def test_a_decision_names_the_packet_and_not_the_gate(runner) -> None:
    run = waiting(runner)
    gate = run.gates[0]

    with pytest.raises(AmbiguousReferenceError, match="assent review"):
        runner.decide(gate.id, approve("Fit.", by="ines-okafor"))
    with pytest.raises(UnknownGateError):
        runner.decide("0" * 64, approve("Fit.", by="ines-okafor"))
    with pytest.raises(AmbiguousReferenceError):
        runner.decide(gate.packet_digest[7:15], approve("Fit.", by="ines-okafor"))

    runner.decide(gate.packet_digest[7:19], approve("Fit.", by="ines-okafor"))


def test_items_are_confirmed_one_by_one(runner) -> None:
    run = waiting(runner, confirms=("scope", "significance"))

    with pytest.raises(NotConfirmedError, match="--confirm significance"):
        say(runner, run, approve("Fit.", by="ines-okafor", confirm=["scope"]))

    say(runner, run, approve("Fit.", by="ines-okafor", confirm=["scope", "significance"]))
    assert run.status is RunStatus.closed


def test_rework_goes_back_with_the_comment_and_makes_a_new_version(runner) -> None:
    run = waiting(runner)
    first = run.documents["note.md"].text

    say(runner, run, rework("Name the notice period in the summary.", by="ines-okafor"))

    note = run.documents["note.md"]
    assert note.version == 2
    assert note.text != first
    assert "Name the notice period" in runner.packet(run.gates[0].id)[1]
    assert run.gates[0].round == 2


def test_after_the_last_round_rework_is_not_offered_any_more(runner) -> None:
    run = waiting(runner, rounds=1)

    with pytest.raises(OutcomeNotOfferedError, match="rounds are spent"):
        say(runner, run, rework("Once more.", by="ines-okafor"))


def test_an_old_packet_decides_nothing_after_a_rework(runner) -> None:
    run = waiting(runner)
    old = run.gates[0].packet_digest
    say(runner, run, rework("Shorter.", by="ines-okafor"))

    with pytest.raises((AlreadyDecidedError, GateClosedError, StalePacketError)):
        runner.decide(old, approve("Fit.", by="ines-okafor"))


@pytest.mark.parametrize(
    ("choice", "ends"),
    [
        (reject("No.", by="ines-okafor"), RunStatus.rejected),
        (withdraw("Not needed.", by="tomas-lindqvist"), RunStatus.withdrawn),
    ],
)
def test_a_run_that_is_refused_ends_and_says_so(runner, choice, ends) -> None:
    run = waiting(runner)

    say(runner, run, choice)

    assert run.status is ends
    assert run.gates == []


def test_a_deferral_leaves_the_gate_open(runner) -> None:
    run = waiting(runner)

    say(runner, run, defer("After the audit.", datetime(2027, 1, 1, tzinfo=UTC), by="ines-okafor"))
    assert run.status is RunStatus.waiting

    say(runner, run, approve("Now it is fit.", by="ines-okafor"))
    assert run.status is RunStatus.closed


def test_conditions_of_an_approval_stay_on_the_record(runner) -> None:
    run = waiting(runner)

    _, resolution = say(
        runner, run, approve_with_conditions("Fit.", ["Review in May."], by="ines-okafor")
    )

    assert resolution.conditions == ("Review in May.",)


def test_an_edit_is_a_new_version_by_a_person_and_voids_the_packet(runner) -> None:
    run = waiting(runner)
    old = run.gates[0]
    text = run.documents["note.md"].text + "\n## By hand\n\nAdded.\n"

    runner.edit(run.id, "note.md", text, reason="A gap.", by="hana-sato")

    new = run.gates[0]
    assert run.documents["note.md"].record.editors == ("hana-sato",)
    assert new.subject_digest == run.documents["note.md"].digest != old.subject_digest
    assert "Added." in runner.packet(new.id)[1]
    with pytest.raises(GateClosedError, match="version 2"):
        runner.decide(old.packet_digest, approve("Fit.", by="ines-okafor"))


def test_who_edited_may_not_decide(runner) -> None:
    run = waiting(runner)
    text = run.documents["note.md"].text + "\nMore.\n"

    runner.edit(run.id, "note.md", text, by="ines-okafor")

    with pytest.raises(SelfApprovalError, match="edited"):
        say(runner, run, approve("Fit.", by="ines-okafor"))


@pytest.mark.parametrize(
    ("name", "text", "refusal"),
    [
        ("facts.md", "# Other\n", GateClosedError),
        ("note.md", "", TextRefusedError),
        ("note.md", "# A\u200bB\n", TextRefusedError),
    ],
)
def test_an_edit_that_cannot_be_taken_changes_nothing(runner, name, text, refusal) -> None:
    run = waiting(runner)

    with pytest.raises(refusal):
        runner.edit(run.id, name, text, by="hana-sato")

    assert run.documents["note.md"].version == 1


def test_nobody_acts_under_an_unknown_name(runner) -> None:
    run = waiting(runner)

    with pytest.raises(UnknownPersonError):
        say(runner, run, approve("Fit.", by="nobody"))


def test_a_name_is_not_taken_on_trust_unless_the_practice_says_so(opened) -> None:
    shipped = opened().practice
    strict = shipped.organisation.model_copy(update={"allow_asserted": False})
    careful = opened(practice=shipped.model_copy(update={"organisation": strict}))

    with pytest.raises(IdentityError, match="does not allow"):
        waiting(careful)


def test_the_file_a_person_opens_may_be_edited_and_only_its_content_counts(
    opened, tmp_path
) -> None:
    runner = opened(store=tmp_path)
    run = waiting(runner)
    view = next(tmp_path.glob("runs/*/documents/note.md"))

    runner.edit(run.id, "note.md", view.read_text() + "\nBy hand.\n", by="hana-sato")

    text = run.documents["note.md"].text
    assert "By hand." in text
    assert not text.startswith("---")
    with pytest.raises(TextRefusedError, match="the same"):
        runner.edit(
            run.id, "note.md", next(view.parent.glob("note.md")).read_text(), by="hana-sato"
        )


def test_an_environment_variable_makes_nobody_somebody_else(monkeypatch) -> None:
    person = {"id": "ann", "name": "Ann", "accounts": ["ann-at-desk"]}
    organisation = Organisation.model_validate({"id": "o", "title": "O", "people": [person]})
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "ann-at-desk")

    with pytest.raises(IdentityError):
        recognise(None, organisation)


def test_a_redraft_after_an_edit_still_names_who_edited(opened) -> None:
    runner = opened()
    run = waiting(runner)
    text = run.documents["note.md"].text + "\n## By hand\n\nKept.\n"
    runner.edit(run.id, "note.md", text, by="hana-sato")

    say(runner, run, rework("Shorter.", by="ines-okafor"))

    note = run.documents["note.md"]
    assert "Kept." in note.text
    assert note.record.editors == ("hana-sato",)
    assert "hana-sato" in runner.packet(run.gates[0].id)[1]
