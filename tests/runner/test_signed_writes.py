"""Each write asks whether the signature still holds; documents say whose held at launch."""

from typing import Any

import pytest
from tests.runner.changing import (
    INSIDE,
    REQUESTER,
    REVIEWER,
    SEATS,
    WORKFLOW,
    World,
    keyed,
    states,
)
from tests.runner.signing import MANIFEST, TEXT, live, refusal, signed
from tests.runner.test_change_targets import SWITCH, asked, panel, services, switches, turn

from assent import tool
from assent.records import RunStatus
from assent.runner import Runner
from assent.runner.standing import Standing, standing

LEFT = ("roles: [cm-manager], accounts: [tlindqvist]", "roles: [], accounts: [tlindqvist]")
CAME = ("roles: [cm-analyst]", "roles: [cm-analyst, cm-manager]")


@tool(
    effect="write",
    name="turn",
    undo=lambda name, on: {"name": name, "on": not on},
    probe=lambda key, target: key in switches(target)["keys"],
)
def bolder(name: str, on: bool) -> None:
    """Turn every switch there is."""


def stands(runner: Runner) -> Standing:
    """Return how the procedure stands with the people of a runner's practice."""
    offer, ledger = runner.signable(WORKFLOW), runner.ledger
    roles, organisation = runner.practice.roles, runner.organisation
    text = ledger.content.text
    return standing(offer.procedure, offer.workflow, roles, organisation, ledger, text)


def approved(world: World) -> Any:
    """Take a live run through both gates, before its window."""
    run = world.planned(TEXT, "live")
    world.approve(run)
    world.clock.set(INSIDE)
    return run


def test_packets_and_documents_say_by_whom_the_procedure_was_signed(world) -> None:
    world.sign()
    run = world.launch(TEXT, "live")

    packet = world.runner.packet(run.gates[0].id)[1]
    views = world.folder / "store" / "runs" / run.id / "documents"
    assert "(signed by Tomas Lindqvist)" in packet
    assert "procedure_signed_by: [tomas-lindqvist]" in (views / "intake-bundle.md").read_text()


def test_a_signature_that_comes_later_is_not_on_the_documents_before(world) -> None:
    run = world.launch(TEXT, "staging")
    world.sign()
    world.runner.resume(run.id)

    views = world.folder / "store" / "runs" / run.id / "documents"
    assert "procedure_signed: false" in (views / "intake-bundle.md").read_text()


def test_a_signed_run_goes_on_when_a_card_is_changed_meanwhile(world, again) -> None:
    world.sign()
    run = approved(world)

    again("agents/audit.md", "Background", "Backgrounds").resume(run.id)

    assert (run.status, states(run)) == (RunStatus.closed, ["action 1 done"])


def test_a_signature_that_is_taken_back_stops_the_write_until_somebody_signs(world) -> None:
    made = world.sign()
    run = approved(world)
    world.runner.revoke(WORKFLOW, made.procedure, "The window is too short.", by=REVIEWER)

    world.runner.resume(run.id)

    assert (run.status, world.commits("main")) == (RunStatus.parked, [])
    assert "took back at 2026-12-01 10:05 UTC (The window is too short.)" in run.note
    assert f"assent sign {WORKFLOW}" in run.note
    assert f"assent resume {run.id}" in run.note
    assert "took back" in str(refusal(world.runner))

    signed(world.runner, reason="It is long enough after all.")
    world.runner.resume(run.id)

    assert (run.status, len(world.commits("main"))) == (RunStatus.closed, 1)
    world.runner.ledger.verify()


def test_a_signer_without_the_role_signs_no_write_any_more(world, again) -> None:
    world.sign()
    run = approved(world)
    people = world.practice.sources[MANIFEST].replace(*LEFT, 1).replace(*CAME, 1)
    lost = again(MANIFEST, world.practice.sources[MANIFEST], people)

    lost.resume(run.id)

    assert (run.status, world.commits("main")) == (RunStatus.parked, [])
    assert "does not hold any more" in str(refusal(lost))
    signed(lost, by=REQUESTER)
    live(lost)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("allow_asserted: true", "allow_asserted: false"),
        ("signers: [cm-practice-owner, cm-manager]", "signers: [cm-practice-owner]"),
        ("name: Tomas Lindqvist", "name: Thomas Lindqvist"),
    ],
    ids=["asserted", "signers", "name"],
)
def test_a_signature_is_judged_again_by_what_practice_yaml_says_now(world, again, old, new) -> None:
    world.sign()
    before, after = stands(world.runner), stands(again(MANIFEST, old, new))

    assert [one.person for one in before.holding] == [REVIEWER]
    assert after.holding == ()
    assert "does not hold any more" in after.why


def test_a_signature_with_a_key_that_is_listed_no_more_holds_no_more(tmp_path) -> None:
    world = World(tmp_path, key=keyed(tmp_path))
    world.sign()
    other = World(tmp_path, store=world.runner.store)

    assert "no key listed" in str(refusal(other.runner))


def test_a_run_whose_launch_was_not_held_up_is_held_up_at_its_write(world, monkeypatch) -> None:
    monkeypatch.setattr("assent.runner.launching.Launch.live", False)
    run = approved(world)

    world.runner.resume(run.id)

    assert (run.status, world.commits("main")) == (RunStatus.parked, [])
    assert "nobody has signed this one" in run.note


def test_what_was_changed_is_shown_at_the_write_too(world, again, monkeypatch) -> None:
    monkeypatch.setattr("assent.runner.launching.Launch.live", False)
    signed(again("agents/audit.md", "Background", "Backgrounds"))
    run = approved(world)

    world.runner.resume(run.id)

    assert world.commits("main") == []
    assert "agents/audit.md\n    @@ " in run.note
    assert "    -## Backgrounds\n    +## Background" in run.note


def test_a_write_with_a_tool_that_declares_something_else_than_signed_is_held_up(
    tmp_path,
) -> None:
    targets = {"services": services(tmp_path), "panel": panel(tmp_path)}
    world = World(tmp_path, targets=targets, tools=[turn], store=tmp_path / "store")
    world.runner.close()
    known = {"clock": world.clock}
    with Runner.open(world.practice, tmp_path / "store", tools=[turn], **known) as runner:
        signed(runner)
        given = {"request": asked("Turn the harbour switch on", *SWITCH), "mode": "live"}
        run = runner.launch(WORKFLOW, given, roles=SEATS, by=REQUESTER)
    with Runner.open(world.practice, tmp_path / "store", tools=[bolder], **known) as runner:
        world.runner = runner
        for _ in range(2):
            world.approve(runner.run(run.id))
        world.clock.set(INSIDE)
        run = runner.resume(run.id)

        assert (run.status, switches(targets["panel"])["keys"]) == (RunStatus.parked, [])
        assert "the tool 'turn' is not the one that was signed" in run.note
