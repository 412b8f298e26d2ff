"""A procedure is signed as it was read; a live run refuses at its first changed byte."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests.runner.changing import (
    INSIDE,
    RAISED,
    REQUESTER,
    REVIEWER,
    SEATS,
    WORKFLOW,
    World,
    keyed,
    request,
    states,
)

from assent import tool
from assent.errors import (
    AlreadySignedError,
    AmbiguousReferenceError,
    IdentityError,
    NotAuthorisedError,
    NotCanonicalError,
    NothingToRevokeError,
    StaleProcedureError,
    UnknownWorkflowError,
    UnsignedLaunchError,
)
from assent.reading import read_practice
from assent.records import Practice, RunStatus
from assent.runner import Runner

WHY = "Read with the platform team."
TEXT = request("rostering-access")
MANIFEST = "practice.yaml"
LEFT = ("roles: [cm-manager], accounts: [tlindqvist]", "roles: [], accounts: [tlindqvist]")
CAME = ("roles: [cm-analyst]", "roles: [cm-analyst, cm-manager]")


@tool(effect="write", name="turn")
def turn(name: str, on: bool) -> None:
    """Turn a switch on or off."""


@tool(effect="write", name="turn")
def turn_both(name: str, on: bool) -> None:
    """Turn two switches at once."""


@tool(effect="read", name="roster")
def roster(name: str) -> str:
    """Read the roster."""
    return name


@pytest.fixture
def world(tmp_path) -> Iterator[World]:
    made = World(tmp_path, store=tmp_path / "store")
    yield made
    made.runner.close()


@pytest.fixture
def again(world) -> Iterator[Callable[..., Runner]]:
    """Open the store again over the practice with one text changed, or with other tools."""
    runners: list[Runner] = []

    def opened(path: str = MANIFEST, old: str = "", new: str = "", **options: Any) -> Runner:
        changed = edited(world.practice, path, old, new)
        settings = {"clock": world.clock, **options}
        runners.append(Runner.open(changed, world.folder / "store", **settings))
        return runners[-1]

    yield opened
    for runner in runners:
        runner.close()


def edited(practice: Practice, path: str, old: str, new: str) -> Practice:
    assert old in practice.sources[path], f"{path} does not say {old!r}"
    text = practice.sources[path].replace(old, new, 1)
    return read_practice({**practice.sources, path: text})[0]


def live(runner: Runner) -> None:
    given = {"request": TEXT, "mode": "live"}
    runner.launch(WORKFLOW, given, roles=SEATS, by=REQUESTER, again=True)


def refusal(runner: Runner) -> UnsignedLaunchError:
    """Launch live, see that it is refused before any run is there, and return the refusal."""
    known = len(runner.runs())
    with pytest.raises(UnsignedLaunchError) as caught:
        live(runner)

    assert len(runner.runs()) == known
    return caught.value


def signed(runner: Runner, by: str = REVIEWER, reason: str = WHY) -> None:
    runner.sign(WORKFLOW, runner.signable(WORKFLOW).digest, reason, by=by)


def approved(world: World) -> Any:
    """Take a live run through both gates, before its window."""
    run = world.planned(TEXT, "live")
    world.approve(run)
    world.clock.set(INSIDE)
    return run


# ---- signing -----------------------------------------------------------------------------


def test_what_is_signed_is_kept_for_whoever_wants_to_read_it(world) -> None:
    offer = world.runner.signable(WORKFLOW)
    made = world.sign()

    content = world.runner.ledger.content
    assert made.procedure == offer.digest
    assert content.text(made.form) == offer.form
    assert content.text(offer.procedure.source) == world.practice.sources[f"graphs/{WORKFLOW}.md"]
    assert all(content.get(part) for part in offer.procedure.parts.values())
    world.runner.ledger.verify()


def test_a_few_digits_of_the_digest_are_enough_and_fewer_are_not(world) -> None:
    digest = world.runner.signable(WORKFLOW).digest

    with pytest.raises(AmbiguousReferenceError, match="at least 12 hex digits"):
        world.runner.sign(WORKFLOW, digest[7:18], WHY, by=REVIEWER)
    assert world.runner.sign(WORKFLOW, digest[7:19], WHY, by=REVIEWER).procedure == digest


def test_what_was_read_and_what_is_there_now_must_be_the_same(world, again) -> None:
    read = world.runner.signable(WORKFLOW).digest
    changed = again("agents/intake.md", "Background", "Backgrounds")

    with pytest.raises(StaleProcedureError, match=f"assent sign {WORKFLOW}"):
        changed.sign(WORKFLOW, read, WHY, by=REVIEWER)

    assert world.runner.ledger.signatures.all() == []


def test_the_first_signature_of_a_person_stands(world) -> None:
    world.sign()

    with pytest.raises(AlreadySignedError, match="the first signature stands"):
        signed(world.runner, reason="Again.")

    assert len(world.runner.ledger.signatures.all()) == 1


@pytest.mark.parametrize(
    ("by", "reason", "error"),
    [
        ("ines-okafor", WHY, NotAuthorisedError),
        (REQUESTER, WHY, NotAuthorisedError),
        (REVIEWER, "Fit\u200b.", NotCanonicalError),
    ],
    ids=["another class", "no signer", "hidden"],
)
def test_a_refused_signature_leaves_nothing(world, by, reason, error) -> None:
    entries = len(world.runner.ledger.log.entries())

    with pytest.raises(error):
        signed(world.runner, by, reason)

    assert len(world.runner.ledger.log.entries()) == entries


def test_a_workflow_that_is_not_there_is_not_signed(world) -> None:
    with pytest.raises(UnknownWorkflowError):
        world.runner.signable("no-such")


def test_who_has_a_key_signs_what_executes_with_it_and_with_no_other(tmp_path) -> None:
    world = World(tmp_path, key=keyed(tmp_path))
    (tmp_path / "other").mkdir()
    digest = world.runner.signable(WORKFLOW).digest

    with pytest.raises(IdentityError, match="takes no name alone"):
        world.runner.sign(WORKFLOW, digest, WHY, by=REVIEWER)
    with pytest.raises(IdentityError, match="no key listed"):
        world.runner.sign(WORKFLOW, digest, WHY, by=REVIEWER, key=keyed(tmp_path / "other"))

    assert world.sign().identity_assurance == "signed-key"
    assert world.launch(TEXT, "live").launched.signatures


# ---- one byte ----------------------------------------------------------------------------


def test_a_live_run_of_what_nobody_signed_is_refused_at_launch(world) -> None:
    told = refusal(world.runner)

    assert "nobody has signed this one" in str(told)
    assert f"assent sign {WORKFLOW}" in str(told)


@pytest.mark.parametrize("mode", ["staging", "dry-run"])
def test_an_unsigned_procedure_may_be_rehearsed(world, mode) -> None:
    run = world.launch(TEXT, mode)

    assert run.status is RunStatus.waiting
    assert "unsigned procedure" in world.runner.packet(run.gates[0].id)[1]


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (f"graphs/{WORKFLOW}.md", "about 5 minutes", "about 6 minutes"),
        (f"graphs/{WORKFLOW}.md", "## Monitoring\n", "## Monitoring \n"),
        ("agents/governed-executor.md", "I stop.", "I go on."),
        ("agents/audit.md", "tools: []", "tools: [records.read]"),
        ("prompts/plan.md", "You", "Thou"),
        ("prompts/documents/execution-plan.md", "title: ", "title:  "),
    ],
    ids=["workflow", "space", "card", "tools", "prompt", "template"],
)
def test_one_byte_changed_and_a_live_run_is_refused_with_the_lines(
    world, again, path, old, new
) -> None:
    world.sign()
    changed = again(path, old, new)

    told = refusal(changed)

    where = world.practice.sources[path].split(old)[0].split("\n")[-1]
    assert told.difference.startswith(f"{path}\n    @@ ")
    assert f"    -{where}{old.rstrip(chr(10))}" in told.difference
    assert f"    +{where}{new.rstrip(chr(10))}" in told.difference
    assert f"changed since Tomas Lindqvist ({REVIEWER}) signed it as cm-manager" in str(told)
    signed(changed)
    live(changed)


def test_a_card_that_was_added_or_removed_is_a_change(world, again) -> None:
    world.sign()
    card = world.practice.sources["agents/audit.md"].replace("audit", "auditing")
    more = {**world.practice.sources, "agents/auditing.md": card}
    with Runner.open(read_practice(more)[0], world.folder / "store") as runner:
        assert "agents/auditing.md (added)" in refusal(runner).difference


def test_a_tool_that_declares_something_else_is_a_change(tmp_path) -> None:
    panel = {"kind": "function", "tool": "turn"}
    world = World(tmp_path, targets={"panel": panel}, tools=[turn])
    world.sign()

    changed = Runner.open(world.practice, world.runner.store, tools=[turn_both], clock=world.clock)
    without = Runner.open(world.practice, world.runner.store, clock=world.clock)

    told = refusal(changed).difference
    assert told.startswith("tool turn\n    @@ ")
    assert '    -  "description": "Turn a switch on or off.",' in told
    assert '    +  "description": "Turn two switches at once.",' in told
    assert "tool turn (removed)" in refusal(without).difference


def test_a_reading_tool_of_a_card_is_part_of_what_is_signed(world, again) -> None:
    named = ("agents/audit.md", "tools: []", "tools: [roster]")
    bare, able = again(*named), again(*named, tools=[roster])

    assert "roster" not in bare.signable(WORKFLOW).procedure.tools
    assert "roster" in able.signable(WORKFLOW).procedure.tools
    signed(bare)
    assert "tool roster (added)" in refusal(able).difference


def test_a_procedure_made_in_python_under_the_name_of_a_signed_one_is_another(world) -> None:
    world.sign()
    steps = world.practice.workflows[WORKFLOW].steps
    bolder = steps[3].model_copy(update={"action": "Write whatever seems right."})
    made = world.practice.workflows[WORKFLOW].model_copy(
        update={"steps": (*steps[:3], bolder, *steps[4:])}
    )

    with pytest.raises(UnsignedLaunchError) as caught:
        given = {"request": TEXT, "mode": "live"}
        world.runner.launch(made, given, roles=SEATS, by=REQUESTER)

    assert f"{WORKFLOW} as it is read\n" in caught.value.difference
    assert "Write whatever seems right." in caught.value.difference


def test_a_large_change_is_shown_in_bounds(world, again) -> None:
    world.sign()
    text = world.practice.sources["agents/audit.md"]
    changed = again("agents/audit.md", text, text + "A line more.\n" * 500 + "x" * 5000)

    told = refusal(changed).difference.split("\n")

    assert len(told) < 70
    assert max(map(len, told)) < 180
    assert told[-1].endswith("more lines")


def test_a_change_of_people_is_no_change_of_the_procedure(world, again) -> None:
    world.sign()

    live(again(MANIFEST, "name: Hana Sato", "name: Hana Satoh"))


def test_a_launch_that_is_known_comes_back_whatever_was_changed_since(world, again) -> None:
    world.sign()
    run = world.launch(TEXT, "live")
    changed = again("agents/audit.md", "Background", "Backgrounds")

    given = {"request": TEXT, "mode": "live"}
    same = changed.launch(WORKFLOW, given, roles=SEATS, by=REQUESTER)

    assert same.id == run.id


# ---- after the launch --------------------------------------------------------------------


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
def test_a_signature_is_judged_again_by_what_practice_yaml_says_now(
    world, again, old, new
) -> None:
    world.sign()
    run = approved(world)
    stricter = again(MANIFEST, old, new)

    stricter.resume(run.id)

    assert (run.status, world.commits("main")) == (RunStatus.parked, [])


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


# ---- taking back -------------------------------------------------------------------------


def test_whoever_may_sign_takes_back_what_anybody_signed(world) -> None:
    made = world.sign()

    back = world.runner.revoke(WORKFLOW, made.procedure[7:19], "Hold it.", by="ines-okafor")

    (one,) = world.runner.ledger.signatures.under(made.procedure)
    assert one.revocation == back
    assert back.signatures == (made.record_digest,)


@pytest.mark.parametrize("by", [REQUESTER, "hana-sato"])
def test_a_stranger_takes_nothing_back(world, by) -> None:
    made = world.sign()

    with pytest.raises(NotAuthorisedError, match="take back"):
        world.runner.revoke(WORKFLOW, made.procedure, "Hold it.", by=by)

    live(world.runner)


def test_what_nobody_signed_or_was_taken_back_is_not_taken_back(world) -> None:
    digest = world.runner.signable(WORKFLOW).digest
    with pytest.raises(NothingToRevokeError):
        world.runner.revoke(WORKFLOW, digest, "Hold it.", by=REVIEWER)
    world.sign()
    world.runner.revoke(WORKFLOW, digest, "Hold it.", by=REVIEWER)

    with pytest.raises(NothingToRevokeError):
        world.runner.revoke(WORKFLOW, digest, "Hold it.", by=REVIEWER)


def test_a_signer_takes_back_what_stands_when_the_document_is_gone(world) -> None:
    made = world.sign()
    rest = {p: t for p, t in world.practice.sources.items() if WORKFLOW not in p}
    with Runner.open(read_practice(rest)[0], world.folder / "store") as runner:
        runner.revoke(WORKFLOW, made.procedure, "It was withdrawn.", by=REVIEWER)

    assert world.runner.ledger.signatures.all()[0].revocation is not None


def test_signing_again_after_taking_back_is_a_signature_like_any_other(world) -> None:
    for _ in range(3):
        made = world.sign()
        world.runner.revoke(WORKFLOW, made.procedure, "Hold it.", by=REVIEWER)
    world.clock.set(RAISED + timedelta(seconds=1))
    world.sign()

    assert [s.revocation is None for s in world.runner.ledger.signatures.all()] == [
        False,
        False,
        False,
        True,
    ]
    live(world.runner)
    world.runner.ledger.verify()
