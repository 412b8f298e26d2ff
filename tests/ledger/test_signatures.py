"""Signatures under procedures: one of each person stands, and the log tells all of them."""

import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from assent.canonical import digest, dumps
from assent.errors import (
    AlreadySignedError,
    IntegrityError,
    NotAuthorisedError,
    NothingToRevokeError,
)
from assent.records import (
    DecisionClass,
    Organisation,
    Procedure,
    Revocation,
    Role,
    Signature,
    Step,
    Workflow,
)

from .conftest import NINE

FORM, CARD = b"# The policy\n", b"# A card\n"
WORKFLOW = Workflow(
    id="cm-policy",
    title="Policy",
    decision_class=DecisionClass.strategic,
    steps=(Step(number=1, title="Write"),),
)
PROCEDURE = Procedure(
    workflow="cm-policy",
    reading=WORKFLOW.record_digest,
    cards={"agents/cm-practice-owner.md": digest(CARD)},
    prompts={},
    templates={},
)
CONTENTS = [FORM, CARD, dumps(WORKFLOW.plain()), dumps(PROCEDURE.plain())]
ROLES = {
    name: Role(id=name, title=name, serves="us", decides=(DecisionClass.strategic,))
    for name in ("cm-practice-owner", "governance-board")
}
UNLOCK = "".join(
    f"DROP TRIGGER IF EXISTS {name};"
    for name in ("entries_stay", "entries_remain", "entries_once", "signatures_remain")
)


@pytest.fixture
def company(organisation) -> Organisation:
    return organisation.model_copy(update={"signers": tuple(ROLES)})


def signature(person: str = "ines-okafor", **changed: Any) -> Signature:
    facts = {
        "workflow": "cm-policy",
        "procedure": PROCEDURE.record_digest,
        "form": digest(FORM),
        "person": person,
        "name": person.title(),
        "role": "cm-practice-owner",
        "identity_assurance": "asserted",
        "reason": "Fit for use.",
        "signed_at": NINE,
    }
    return Signature(**{**facts, **changed})


def revocation(*taken: Signature, **changed: Any) -> Revocation:
    facts = {
        "workflow": "cm-policy",
        "procedure": PROCEDURE.record_digest,
        "person": "ines-okafor",
        "name": "Ines-Okafor",
        "role": "cm-practice-owner",
        "identity_assurance": "asserted",
        "reason": "It is out of date.",
        "signatures": tuple(one.record_digest for one in taken),
        "revoked_at": NINE + timedelta(hours=1),
    }
    return Revocation(**{**facts, **changed})


def add(ledger, company, made: Signature, contents: list[bytes] = CONTENTS) -> Signature:
    ledger.signatures.add(made, WORKFLOW, ROLES, company, contents)
    return made


def test_what_was_signed_is_read_back_with_its_content(ledger, company) -> None:
    made = add(ledger, company, signature())

    assert [s.signature for s in ledger.signatures.under(PROCEDURE.record_digest)] == [made]
    assert ledger.content.get(made.form) == FORM
    assert ledger.log.entries()[-1].kind == "procedure.signed"
    assert made.reason not in str(ledger.log.entries()[-1].body)
    ledger.verify()


def test_of_two_signatures_of_one_person_the_first_stands(ledger, company) -> None:
    first = add(ledger, company, signature())
    other = add(ledger, company, signature("owen-mcallister"))

    with pytest.raises(AlreadySignedError) as caught:
        add(ledger, company, signature(reason="Once more."))

    assert caught.value.at == first.signed_at
    assert [s.signature for s in ledger.signatures.all()] == [first, other]


def test_the_rules_are_asked_inside_the_transaction(ledger, company) -> None:
    with pytest.raises(NotAuthorisedError):
        add(ledger, company, signature("tomas-lindqvist"))

    assert ledger.log.entries() == []
    assert ledger.signatures.all() == []


@pytest.mark.parametrize("missing", [FORM, CONTENTS[-1]], ids=["form", "procedure"])
def test_nothing_is_signed_that_is_not_kept(ledger, company, missing) -> None:
    with pytest.raises(IntegrityError, match="never stored"):
        add(ledger, company, signature(), [body for body in CONTENTS if body != missing])

    assert ledger.signatures.all() == []


def test_what_is_signed_is_the_workflow_by_which_it_was_judged(ledger, company) -> None:
    easier = WORKFLOW.model_copy(update={"decision_class": DecisionClass.operational})
    manager = Role(id="m", title="M", serves="us", decides=(DecisionClass.operational,))
    held = company.person("ines-okafor").model_copy(update={"roles": ("m",)})
    lax = company.model_copy(update={"signers": ("m",), "people": (held,)})

    with pytest.raises(IntegrityError, match="is no procedure of 'cm-policy'"):
        ledger.signatures.add(signature(role="m"), easier, {"m": manager}, lax, CONTENTS)


def test_a_signature_taken_back_stands_no_more_and_may_be_given_again(ledger, company) -> None:
    made = add(ledger, company, signature())
    ledger.signatures.revoke(revocation(made), company)
    add(ledger, company, made)

    first, second = ledger.signatures.all()
    assert (first.revocation, second.revocation) == (revocation(made), None)
    ledger.verify()


def test_taking_back_names_what_stands(ledger, company) -> None:
    made = add(ledger, company, signature())

    with pytest.raises(NotAuthorisedError):
        ledger.signatures.revoke(revocation(made, signature(reason="Never made.")), company)
    with pytest.raises(NothingToRevokeError):
        ledger.signatures.revoke(revocation(), company)

    assert ledger.signatures.all()[0].revocation is None


# ---- somebody with a database tool -------------------------------------------------------


def touch(folder: Path, script: str) -> None:
    with sqlite3.connect(folder / "assent.db") as connection:
        connection.executescript(UNLOCK + script)
    connection.close()


@pytest.fixture
def touched(ledger, company, tmp_path, store):
    """Sign three times, take the second back, and let a script at the file."""

    def run(script: str) -> Any:
        add(ledger, company, signature())
        second = add(ledger, company, signature("owen-mcallister"))
        ledger.signatures.revoke(revocation(second), company)
        ledger.verify()
        touch(tmp_path, script)
        return ledger

    return run


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "script",
    [
        "UPDATE signatures SET record = CAST(replace(record, 'Fit', 'Fat') AS BLOB)",
        "UPDATE signatures SET procedure = 'sha256:other' WHERE entry = 1",
        "UPDATE signatures SET person = 'priya-raman' WHERE entry = 1",
        "UPDATE signatures SET workflow = 'other' WHERE entry = 1",
        "UPDATE signatures SET revocation = NULL, revoked = NULL",
        "UPDATE signatures SET revocation = CAST(revocation || ' ' AS BLOB)",
        "UPDATE signatures SET revoked = NULL WHERE entry = 2",
        "UPDATE signatures SET revocation = x'7b7d', revoked = 1 WHERE entry = 1",
        "UPDATE signatures SET revocation = x'7b7d' WHERE entry = 1",
        "DELETE FROM signatures WHERE entry = 1",
        "INSERT INTO signatures VALUES (3, 'cm-policy', 'sha256:p', 'me', x'7b7d', NULL, NULL)",
        "DELETE FROM entries WHERE sequence = 3",
        "UPDATE entries SET leaf = x'00' WHERE sequence = 3",
    ],
)
def test_whatever_is_touched_is_neither_believed_nor_passed_over(touched, script) -> None:
    ledger = touched(script)

    with pytest.raises(IntegrityError):
        ledger.signatures.all()
    with pytest.raises(IntegrityError):
        ledger.verify()


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize("part", [FORM, CARD, *CONTENTS[2:]], ids=["form", "card", "read", "all"])
def test_a_part_of_what_was_signed_is_missed(touched, part) -> None:
    ledger = touched(f"DELETE FROM content WHERE digest = '{digest(part)}'")

    with pytest.raises(IntegrityError, match="not in the store"):
        ledger.verify()
