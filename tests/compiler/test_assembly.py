"""Contributions become a document, and nobody's text is lost."""

from assent.compiler.assembly import Contribution, assemble
from assent.compiler.sharing import Share
from assent.records import Column, Draft, DraftQuestion, DraftSection, Section, Table

TABLE = Table(
    name="requirements",
    title="Requirements",
    prefix="REQ",
    columns=(
        Column(name="id", title="Id", kind="number"),
        Column(name="requirement", title="Requirement"),
    ),
)
SCOPE = Section(id="scope", title="Scope")
NEEDS = Section(id="needs", title="Needs", each=True, table=TABLE)
TITLES = {"owner": "Owner", "auditor": "Auditor", "analyst": "Analyst"}


def said(role: str, sections=(), rows=(), questions=(), owned=(), parts=()) -> Contribution:
    return Contribution.of(
        role,
        TITLES[role],
        Share(owned=tuple(owned), parts=tuple(parts)),
        {
            "sections": [{"id": name, "markdown": text} for name, text in dict(sections).items()],
            "tables": {"requirements": [{"requirement": row} for row in rows]},
            "open_questions": [{"question": q, "owner": o} for q, o in questions],
        },
    )


def assembled(*contributions: Contribution, base: Draft | None = None) -> Draft:
    return assemble("Policy", [SCOPE, NEEDS], contributions, base, TITLES)


def test_each_role_has_its_own_attributed_part() -> None:
    draft = assembled(
        said("owner", {"needs": "Mine."}, parts=[NEEDS]),
        said("auditor", {"needs": "Ours."}, parts=[NEEDS]),
    )

    parts = draft.section("needs").parts
    assert [(p.role_title, p.markdown) for p in parts] == [("Owner", "Mine."), ("Auditor", "Ours.")]


def test_code_numbers_the_rows_of_all_roles_in_order() -> None:
    draft = assembled(
        said("owner", rows=["a", "b"], parts=[NEEDS]), said("auditor", rows=["c"], parts=[NEEDS])
    )

    assert draft.section("needs").table.rows == (("REQ-1", "a"), ("REQ-2", "b"), ("REQ-3", "c"))


def test_a_revision_carries_over_what_nobody_returned() -> None:
    base = Draft(
        title="Policy",
        sections=(DraftSection(id="scope", title="Scope", authors=("Owner",), markdown="Old."),),
    )

    kept = assembled(said("owner", owned=[SCOPE]), base=base)
    changed = assembled(said("analyst", {"scope": "New."}, owned=[SCOPE]), base=base)

    assert kept.section("scope").markdown == "Old."
    assert changed.section("scope").markdown == "New."
    assert changed.section("scope").authors == ("Owner", "Analyst")


def test_a_part_never_replaces_what_the_owner_wrote() -> None:
    draft = assembled(
        said("owner", {"scope": "All of it."}, owned=[SCOPE]),
        said("auditor", {"scope": "Not all."}, parts=[SCOPE]),
    )

    assert draft.section("scope").markdown == "All of it."
    assert draft.section("scope").parts[0].markdown == "Not all."


def test_a_section_that_a_person_added_stays() -> None:
    added = DraftSection(id="by-hand", title="By hand", markdown="Kept.")
    base = Draft(title="Policy", sections=(added,))

    assert assembled(said("owner", owned=[SCOPE]), base=base).section("by-hand") == added


def test_a_question_is_asked_once_and_keeps_who_raised_it_first() -> None:
    base = Draft(
        title="Policy",
        open_questions=(
            DraftQuestion(id="Q-1", question="Who pays?", owner="Owner", raised_by="Analyst"),
        ),
    )
    draft = assembled(
        said("auditor", questions=[("who pays", "owner"), ("How often?", "auditor")]), base=base
    )

    assert [(q.id, q.question, q.raised_by) for q in draft.open_questions] == [
        ("Q-1", "Who pays?", "Analyst"),
        ("Q-2", "How often?", "Auditor"),
    ]
