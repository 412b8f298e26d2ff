"""A person signs a procedure as it was read, once, and it can be taken back."""

from datetime import timedelta

import pytest
from tests.runner.changing import RAISED, REQUESTER, REVIEWER, WORKFLOW, World, keyed
from tests.runner.signing import TEXT, WHY, live, signed

from assent.errors import (
    AlreadySignedError,
    AmbiguousReferenceError,
    IdentityError,
    NotAuthorisedError,
    NotCanonicalError,
    NothingToRevokeError,
    StaleProcedureError,
    UnknownWorkflowError,
)
from assent.reading import read_practice
from assent.runner import Runner


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
        ("jonas-weber", WHY, NotAuthorisedError),
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
