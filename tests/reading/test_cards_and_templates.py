"""Role cards, document templates and practice.yaml become records."""

import pytest

from assent.reading import Reading, read, read_practice
from assent.records import Role, Severity, Template

CARD = """\
---
id: north
title: North representative
aliases: [Northerner]
group: representatives
serves: the north
decides: [operational]
escalates_to: clerk
hands_to: [clerk]
---
# North representative

## Background

Has kept the northern doors for years, and knows each of them.

## What my practice needs

- **Open doors** — We must get in
  at night. (words: door, night)
- **A bell:** one that rings.
"""
FORM = """\
---
kind: any
title: Any
---
# Any

About: what it is for.

## The scope

**Author:** Clerk
**Each:** yes
**Required:** no

Say what is in.

**Questions:**
- Which doors are meant? (words: door, gate; owner: North representative)
- Why (and when)?

**Table:** needs of doors (prefix: REQ; covers: comments; rows: needs)

| Column | Kind | Meaning |
|---|---|---|
| id | number | assigned |
| asked-by | role | who asks |
| weight | choice: must, should | how much it matters |
"""
ROLES = {
    "clerk": Role(id="clerk", title="Clerk", serves="all"),
    "north": Role(id="north", title="North representative", serves="north"),
}


def look(text: str, path: str) -> Reading:
    groups = {"representatives": ("north",)}
    return read(text.encode(), path, roles=ROLES, groups=groups, generic={})


def form() -> Template:
    reading = look(FORM, "prompts/documents/any.md")
    assert reading.findings == ()
    return reading.templates[0]


def test_a_card_keeps_its_prose_and_its_needs() -> None:
    role = look(CARD, "agents/north.md").roles[0]

    assert role.prose.startswith("# North representative")
    assert [need.title for need in role.needs] == ["Open doors", "A bell"]
    assert role.needs[0].text == "We must get in at night."
    assert role.needs[0].words == ("door", "night")
    assert (role.aliases, role.escalates_to, role.path) == (
        ("Northerner",),
        "clerk",
        "agents/north.md",
    )


def test_a_template_has_sections_with_authors_and_questions() -> None:
    section = form().sections[0]

    assert (section.id, section.author, section.each, section.required) == (
        "the-scope",
        "clerk",
        True,
        False,
    )
    assert section.guidance == "Say what is in."
    assert section.questions[0].words == ("door", "gate")
    assert section.questions[0].owner == "north"
    assert section.questions[1].text == "Why (and when)?"


def test_a_table_has_typed_columns() -> None:
    table = form().sections[0].table

    assert table is not None
    assert (table.name, table.prefix, table.covers, table.rows) == (
        "needs-of-doors",
        "REQ",
        "comments",
        "needs",
    )
    assert [column.kind for column in table.columns] == ["number", "role", "choice"]
    assert table.columns[1].title == "Asked by"
    assert table.columns[2].choices == ("must", "should")


MANIFEST = """\
id: house
title: House
people:
  - {id: ann, name: Ann, roles: [clerk, board]}
roles:
  - {id: board, title: Board, serves: all}
groups: {representatives: [north]}
frameworks:
  - {id: f, title: F, clauses: [1 One], external: true}
night: watch
"""


def sources(**more: str) -> dict[str, str | bytes]:
    card = "---\nid: clerk\ntitle: Clerk\nserves: all\n---\n# Clerk\n\n"
    card += "Writes down what is so, on every single day.\n"
    return {"practice.yaml": MANIFEST, "agents/clerk.md": card, "agents/north.md": CARD, **more}


def test_a_practice_is_read_roles_first() -> None:
    practice, findings = read_practice(sources(**{"prompts/documents/any.md": FORM}))

    assert [finding.code for finding in findings] == ["key-unknown"]
    assert set(practice.roles) == {"board", "clerk", "north"}
    assert practice.roles["board"].kind == "person"
    assert practice.organisation.extra == {"night": "watch"}
    assert practice.organisation.frameworks[0].external is True
    assert practice.templates["any"].sections[0].author == "clerk"


def test_a_practice_keeps_the_exact_text_of_its_sources() -> None:
    text = "---\r\nid: clerk\r\n"

    practice, _ = read_practice({"agents/clerk.md": text.encode()})
    assert practice.sources["agents/clerk.md"] == text


def test_a_practice_without_its_manifest_is_told_so() -> None:
    _, findings = read_practice({})

    assert "practice-yaml-missing" in {finding.code for finding in findings}


def test_two_cards_of_one_id_and_two_roles_of_one_alias_are_errors() -> None:
    text = CARD.replace("[Northerner]", "[Clerk]")

    _, findings = read_practice(sources(**{"agents/north.md": text, "agents/x.md": CARD}))
    assert {"alias-duplicate", "id-duplicate"} <= {finding.code for finding in findings}


def test_two_workflows_of_one_id_are_an_error() -> None:
    text = "---\nid: go\ntitle: Go\n---\n## Steps\n### 1. Go\n- **Agent:** Clerk\n"

    _, findings = read_practice(sources(**{"graphs/go.md": text, "graphs/gone.md": text}))
    assert "id-duplicate" in {finding.code for finding in findings}


def test_a_people_only_role_that_nobody_holds_is_noted() -> None:
    text = MANIFEST.replace("[clerk, board]", "[clerk]")

    _, findings = read_practice(sources(**{"practice.yaml": text}))
    assert "role-without-person" in {finding.code for finding in findings}


def test_two_people_with_one_account_are_one_person_too_few() -> None:
    source = (
        "id: o\ntitle: O\npeople:\n"
        "  - {id: ann, name: Ann, accounts: [desk]}\n"
        "  - {id: ben, name: Ben, accounts: [desk]}\n"
    )
    read_ = read(source.encode(), "practice.yaml", roles={}, groups={}, generic={})

    (finding,) = [f for f in read_.findings if f.code == "person-not-told-apart"]
    assert (finding.line, finding.severity.value) == (5, "error")


READING = """\
---
id: doors
title: Doors
---
# Doors

## Steps

### 1. List
- **Agent:** Clerk
- **Output:** any-draft.md
- **Reads:** none

### 2. Count
- **Agent:** Clerk
- **Reads:** any-draft.md ({part})
- **Output:** count.md
"""


@pytest.mark.parametrize("part", ["The scope", "needs-of-doors"])
def test_a_step_may_read_a_section_or_a_table_of_a_document(part) -> None:
    _, findings = read_practice(reading(part))

    assert "reads-part-unknown" not in {finding.code for finding in findings}


def test_a_part_that_no_template_of_the_document_has_is_told() -> None:
    _, findings = read_practice(reading("Windows"))

    found = next(f for f in findings if f.code == "reads-part-unknown")
    assert (found.path, found.line, found.severity) == ("graphs/doors.md", 14, Severity.warning)
    assert "it is shown the whole" in found.message
    assert found.remedy == "Name a section or a table of it: The scope, needs-of-doors."


def reading(part: str) -> dict[str, str | bytes]:
    form = {"prompts/documents/any.md": FORM, "graphs/doors.md": READING.format(part=part)}
    return {**sources(), **form}
