"""Answering an audit: by name, in the right seat, in the finding's own words, with a reason."""

from collections.abc import Callable
from typing import Any

import pytest

from assent.authority import check, is_external, overridable
from assent.errors import (
    ExternalFindingError,
    FindingNotAnsweredError,
    NotAuthorisedError,
    NotCanonicalError,
    OverrideRefusedError,
    QuoteNotFoundError,
    RationaleMissingError,
)
from assent.records import AuditFinding, Framework, OpenGate, Override

OWNER, BOARD = "cm-practice-owner", "governance-board"
ISO = Framework(id="iso", title="ISO/IEC 20000-1:2018", clauses=("8.2.6 Configuration management",))
NIST = Framework(
    id="nist",
    title="NIST SP 800-53 Rev. 5, moderate baseline",
    clauses=("CM-3 Configuration Change Control", "CM-8 System Component Inventory"),
    external=True,
)
TEXT = "The draft names no owner for the records of\n retired items."
OWN_CLAUSE = "ISO/IEC 20000-1:2018, clause 8.2.6 Configuration management"


def finding(number: str = "F-1", **changed: Any) -> AuditFinding:
    facts = {
        "id": number,
        "clause": OWN_CLAUSE,
        "weight": "major",
        "external": False,
        "text": TEXT,
        "document": "compliance-review.md",
        "digest": "sha256:" + "9" * 64,
        "roles": ("cm-auditor",),
    }
    return AuditFinding(**{**facts, **changed})


def word(**changed: str) -> Override:
    facts = {
        "finding": "F-1",
        "quote": "no owner for the records of retired items",
        "rationale": "Retired items are gone from every system within a day.",
    }
    return Override(**{**facts, **changed})


@pytest.fixture
def practice(organisation):
    return organisation.model_copy(update={"frameworks": (ISO, NIST)})


@pytest.fixture
def audited(opened) -> Callable[..., OpenGate]:
    def build(*findings: AuditFinding, **changed: Any) -> OpenGate:
        return opened(findings=findings or (finding(),), overriders=(OWNER,), **changed)

    return build


def test_a_major_finding_is_answered_by_name_or_the_approval_is_refused(
    audited, says, practice
) -> None:
    gate = audited(finding(), finding("F-2", external=True), finding("F-3", weight="minor"))

    with pytest.raises(FindingNotAnsweredError) as refused:
        check(says(gate, "ines-okafor"), gate, [], practice)

    assert (refused.value.missing, refused.value.overridable) == (("F-1", "F-2"), ("F-1",))
    assert "--confirm F-1 --confirm F-2" in str(refused.value)
    check(says(gate, "ines-okafor", confirmed=("F-1", "F-2")), gate, [], practice)
    check(says(gate, "ines-okafor", "reject"), gate, [], practice)


def test_the_owner_overrides_with_the_finding_quoted_and_a_rationale(
    audited, says, practice
) -> None:
    gate = audited()

    check(says(gate, "ines-okafor", overrides=(word(),)), gate, [], practice)


def test_what_was_overridden_before_needs_no_other_answer(audited, says, practice) -> None:
    gate = audited()
    owner = says(gate, "ines-okafor", overrides=(word(),))

    with pytest.raises(FindingNotAnsweredError):
        check(says(gate, "priya-raman", seat=BOARD), gate, [], practice)
    check(says(gate, "priya-raman", seat=BOARD), gate, [owner], practice)


def test_a_seat_whose_card_does_not_say_so_overrides_nothing(audited, says, practice) -> None:
    gate = audited()

    with pytest.raises(NotAuthorisedError) as refused:
        check(says(gate, "priya-raman", seat=BOARD, overrides=(word(),)), gate, [], practice)

    assert refused.value.needed == (OWNER,)


def test_an_external_finding_is_overridden_by_nobody(audited, says, practice) -> None:
    for one in (finding(external=True), finding(clause=f"{NIST.title}, clause CM-3")):
        gate = audited(one)

        with pytest.raises(ExternalFindingError):
            check(says(gate, "ines-okafor", overrides=(word(),)), gate, [], practice)


def test_nobody_overrides_the_finding_of_their_own_role(audited, says, practice) -> None:
    ines = practice.person("ines-okafor")
    both = ines.model_copy(update={"roles": (*ines.roles, "cm-auditor")})
    people = tuple(both if p.id == both.id else p for p in practice.people)
    gate = audited()

    with pytest.raises(OverrideRefusedError, match="own finding"):
        check(
            says(gate, "ines-okafor", overrides=(word(),)),
            gate,
            [],
            practice.model_copy(update={"people": people}),
        )


@pytest.mark.parametrize(
    "quote",
    ["", "no owner for", "owner of the records of retired items", "o owner for the records of re"],
)
def test_a_quote_that_is_not_the_findings_or_too_short_is_refused(
    audited, says, practice, quote
) -> None:
    gate = audited()

    with pytest.raises(QuoteNotFoundError):
        check(says(gate, "ines-okafor", overrides=(word(quote=quote),)), gate, [], practice)


def test_a_short_finding_may_be_quoted_whole(audited, says, practice) -> None:
    gate = audited(finding(text="No owner."))

    check(says(gate, "ines-okafor", overrides=(word(quote="No owner."),)), gate, [], practice)


@pytest.mark.parametrize(
    "rationale", ["", "Because.", "No owner for the  records of retired items", TEXT]
)
def test_a_rationale_says_more_than_the_finding(audited, says, practice, rationale) -> None:
    gate = audited()

    with pytest.raises(RationaleMissingError, match="--because"):
        check(says(gate, "ines-okafor", overrides=(word(rationale=rationale),)), gate, [], practice)


def test_a_hidden_character_in_an_override_is_refused(audited, says, practice) -> None:
    gate = audited()
    hidden = word(rationale="Retired items are gone\u202e within a day of it.")

    with pytest.raises(NotCanonicalError):
        check(says(gate, "ines-okafor", overrides=(hidden,)), gate, [], practice)


@pytest.mark.parametrize(
    ("outcome", "changed", "why"),
    [
        ("approve", {"overrides": (word(finding="F-9"),)}, "no such finding"),
        ("approve", {"overrides": (word(), word())}, "named twice"),
        ("approve", {"overrides": (word(),), "confirmed": ("F-1",)}, "confirms it as corrected"),
        ("rework", {"overrides": (word(),)}, "approves nothing"),
    ],
)
def test_an_override_that_contradicts_itself_is_refused(
    audited, says, practice, outcome, changed, why
) -> None:
    gate = audited()

    with pytest.raises(OverrideRefusedError, match=why):
        check(says(gate, "ines-okafor", outcome, **changed), gate, [], practice)


def test_what_may_be_overridden_needs_a_seat_that_may(audited) -> None:
    gate = audited(finding(), finding("F-2", external=True))

    assert [f.id for f in overridable(gate)] == ["F-1"]
    assert overridable(gate.model_copy(update={"overriders": ("senior-leadership",)})) == ()


@pytest.mark.parametrize(
    ("clause", "text", "external"),
    [
        (OWN_CLAUSE, TEXT, False),
        ("iso/iec 20000-1:2018  8.2.6", TEXT, False),
        (OWN_CLAUSE, "It falls short of CM-8 as well.", True),
        (OWN_CLAUSE, f"See {NIST.title}.", True),
        (f"{OWN_CLAUSE}, and CM-3", TEXT, True),
        ("ISO/IEC 20000-1:2018, clause 9.9 Invented", TEXT, True),
        ("8.2.6 Configuration management", TEXT, True),
        ("our own rules", TEXT, True),
        ("", TEXT, True),
        (f"{NIST.title}, clause CM-8 System Component Inventory", TEXT, True),
        (OWN_CLAUSE, "Not the same as CM-80 or XCM-3.", False),
    ],
)
def test_whose_clause_it_is_code_decides_and_the_unknown_is_external(
    clause, text, external
) -> None:
    lying = finding(clause=clause, text=text, claimed="no" if external else "yes")

    assert is_external(lying, (ISO, NIST)) is external
