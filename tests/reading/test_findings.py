"""Every finding has its code, its exact place, and a remedy that is filled in."""

import pytest

from assent.reading import CODES, Reading, read
from assent.records import Role, Severity

ROLES = {
    name: Role(id=name, title=title, serves="all", group=group, aliases=aliases)
    for name, title, group, aliases in [
        ("clerk", "Clerk", None, ()),
        ("owner", "Records owner", None, ("RO",)),
        ("north", "North representative", "representatives", ()),
        ("south", "South representative", "representatives", ()),
    ]
}
GROUPS = {"representatives": ("north", "south"), "nobody": ()}
GENERIC = {"representative": ("north", "south")}


def look(text: str, path: str = "graphs/any.md") -> Reading:
    return read(text.encode(), path, roles=ROLES, groups=GROUPS, generic=GENERIC)


FRONT = """\
---
id: any
title: Any
inputs:
  weight: {kind: choice, choices: [light, heavy]}
stages: [one, two]
---
# Any

## Steps

"""
GOOD = "### 1. Write\n- **Agent:** Clerk\n- **Output:** one.md\n"


def step(*lines: str) -> str:
    return FRONT + "### 1. Write\n" + "".join(f"- **{line}\n" for line in lines)


CASES = [
    ("front-matter-unclosed", "---\nid: any\n# Any\n", (1, 1)),
    ("yaml-syntax", "---\nid: any\ntitle: [a\n---\n", (4, 1)),
    ("yaml-too-large", "---\n" + "a: b\n" * 14_000 + "---\n", (2, 1)),
    ("yaml-duplicate-key", FRONT.replace("title: Any", "id: two"), (3, 1)),
    ("yaml-alias", FRONT.replace("title: Any", "title: &a Any"), (3, 8)),
    ("yaml-tag", FRONT.replace("title: Any", "title: !x Any"), (3, 8)),
    ("yaml-too-deep", "---\nid: " + "[" * 14 + "\n---\n", (2, 16)),
    ("yaml-number", FRONT.replace("title: Any", "version: 1e999"), (3, 10)),
    ("yaml-number", FRONT.replace("title: Any", "version: .nan"), (3, 10)),
    ("yaml-key", FRONT.replace("title: Any", "? [a]\n: b"), (3, 3)),
    ("key-missing", FRONT.replace("title: Any\n", "") + GOOD, (2, 1)),
    ("key-misspelled", FRONT.replace("title: Any", "titel: Any") + GOOD, (3, 1)),
    ("key-unknown", FRONT.replace("title: Any", "title: Any\ncolour: red") + GOOD, (4, 1)),
    ("value-invalid", FRONT.replace("kind: choice", "kind: colour") + GOOD, (5, 18)),
    ("value-invalid", FRONT.replace("id: any", "id: A/b") + GOOD, (2, 5)),
    ("field-invalid", FRONT.replace("title: Any", "title: Any\nclass: royal") + GOOD, (4, 8)),
    ("fence-nested", "```markdown\n```bash\n```\n```\n", (2, 1)),
    ("fence-unclosed", "# T\n```\nx\n", (2, 1)),
    ("steps-missing", FRONT, (8, 1)),
    ("steps-too-many", FRONT + "### 1. A\n" * 101, (112, 1)),
    ("workflows-too-many", "# A\n## Steps\n1. Go\n" * 21, (62, 1)),
    ("step-number-duplicate", FRONT + GOOD + GOOD.replace("one.md", "two.md"), (15, 1)),
    ("step-number-order", FRONT + GOOD.replace("1.", "2.") + GOOD, (15, 1)),
    ("step-number-invalid", FRONT + GOOD.replace("1.", "0."), (12, 1)),
    ("step-title-missing", FRONT + GOOD.replace(" Write", ""), (12, 7)),
    ("field-duplicate", step("Agent:** Clerk", "Agents:** Clerk"), (14, 5)),
    ("field-empty", step("Agent:** Clerk", "Validation:**"), (14, 5)),
    ("field-misspelled", step("Agent:** Clerk", "Aproval:** Clerk"), (14, 5)),
    ("field-unknown", step("Agent:** Clerk", "Weather:** fine"), (14, 5)),
    ("field-invalid", step("Agent:** Clerk", "Rounds:** many"), (14, 15)),
    ("field-invalid", step("Agent:** Clerk", "Independent:** maybe"), (14, 20)),
    ("field-invalid", step("Approval:** Clerk", "Tier:** middling"), (14, 13)),
    ("field-invalid", step("Approval:** Clerk", "Expire after:** soon"), (14, 21)),
    ("step-agent-missing", step("Output:** one.md"), (12, 8)),
    ("role-unknown", step("Agent:** Clerc"), (13, 14)),
    ("role-unknown", step("Agents:** Clerk + Captain"), (13, 23)),
    ("role-unknown", step("Approval:** Clerk; Captain"), (13, 24)),
    ("group-empty", step("Agents:** Nobody"), (13, 15)),
    ("collaboration-unknown", step("Agents:** Clerk, RO", "Collaboration:** jazz"), (14, 22)),
    ("step-output-missing", step("Agent:** Clerk"), (12, 8)),
    ("output-path", step("Agent:** Clerk", "Output:** ../x.md"), (14, 15)),
    ("output-path", step("Agent:** Clerk", "Output:** a/b.md"), (14, 15)),
    ("output-path", step("Agent:** Clerk", "Output:** a\\b.md"), (14, 15)),
    ("output-path", step("Agent:** Clerk", "Output:** .hidden.md"), (14, 15)),
    ("output-name", step("Agent:** Clerk", "Output:** Some Prose"), (14, 15)),
    ("output-name", step("Agent:** Clerk", "Output:** x\u200b.md"), (14, 15)),
    ("hidden-character", step("Agent:** Clerk", "Output:** x\u200b.md"), (14, 16)),
    ("output-status", step("Agent:** Clerk", "Output:** x.md (blessed)"), (14, 15)),
    ("output-duplicate", FRONT + GOOD + GOOD.replace("1.", "2."), (17, 15)),
    ("reads-unknown", step("Agent:** Clerk", "Reads:** weight, wait.md"), (14, 22)),
    ("reads-cycle", FRONT + GOOD + "- **Reads:** two.md\n### 2. B\n- **Agent:** Clerk\n"
     "- **Output:** two.md\n", (15, 14)),
    ("stage-unknown", step("Agent:** Clerk", "Stage:** three"), (14, 14)),
    ("gate-without-seats", step("Approval:** +"), (13, 17)),
    ("gate-twice", step("Approval:** Clerk", "Sign-off:** Clerk"), (14, 5)),
    ("gate-duplicate",
     FRONT + "### 1. A\n- **Approval:** RO\n### 2. A\n- **Approval:** RO\n", (14, 1)),
    ("gate-inferred", step("Agent:** Clerk", "Output:** x.md (approved)"), (12, 8)),
    ("gate-hinted", step("Agent:** Clerk", "Action:** Do not proceed until told."), (14, 15)),
    ("gate-hinted", FRONT + "### 1. A\nTell them.\nIt needs sign-off from the chief.\n", (14, 4)),
    ("gate-subject-missing", step("Approval:** Clerk"), (12, 1)),
    ("condition-unknown", step("Approval:** Clerk when weight is huge"), (13, 17)),
    ("condition-unknown", step("Approval:** Clerk when colour is red"), (13, 17)),
    ("condition-of-last", step("Approval:** Clerk, RO when weight is heavy"), (13, 17)),
    ("gate-conditional", step("Approval:** RO when weight is heavy"), (13, 17)),
    ("quorum-unreachable", step("Approval:** Clerk", "Quorum:** 2"), (14, 15)),
    ("step-count", FRONT + GOOD, (8, 3)),
    ("review-missing", FRONT + GOOD, (8, 3)),
    ("approval-missing", FRONT + GOOD, (8, 3)),
    ("compliance-missing", FRONT.replace("title: Any", "title: Door policy") + GOOD, (8, 3)),
    ("sign-off-missing", FRONT.replace("title: Any", "title: Door agreement") + GOOD, (8, 3)),
    ("rollback-missing", step("Agent:** Clerk", "Executes:** yes"), (12, 1)),
    ("duration-missing", step("Agent:** Clerk", "Executes:** yes"), (12, 1)),
    ("validation-missing", step("Agent:** Clerk", "Executes:** yes"), (12, 1)),
    ("actor-missing", FRONT.replace("title: Any", "title: Door procedure") + "### 1. A\n", (12, 1)),
    ("error-handling-missing", step("Agent:** Clerk", "Executes:** yes"), (8, 3)),
    ("placeholder-unfilled", step("Agent:** Clerk", "Action:** Ask [the team]."), (14, 19)),
    ("placeholder-value", step("Agent:** Clerk", "Duration:** [how long]"), (14, 17)),
    ("placeholder-value", step("Agent:** Clerk", "Actor:** Human|System"), (14, 14)),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text", "at"), CASES)
def test_a_procedure_is_found_wanting_at_the_exact_place(
    code: str, text: str, at: tuple[int, int]
) -> None:
    found = [(f.line, f.column) for f in look(text).findings if f.code == code]

    assert at in found


CARD = (
    "---\nid: any\ntitle: Any\nserves: all\n---\n# Any\n\nKnows every door of the house by heart.\n"
)
FORM = "---\nkind: any\ntitle: Any\n---\n# Any\n\n## One\n\n"
COLUMNS = "\n| Column | Kind | Meaning |\n|---|---|---|\n| id | number | assigned |\n"


@pytest.mark.parametrize(
    ("code", "path", "text", "at"),
    [
        ("front-matter-missing", "agents/any.md", "# Any\n", (1, 1)),
        ("id-not-file-name", "agents/any.md", CARD.replace("id: any", "id: else"), (2, 5)),
        ("key-missing", "agents/any.md", CARD.replace("serves: all\n", ""), (2, 1)),
        ("key-ignored", "agents/any.md", CARD.replace("serves", "zeal: 3\nserves"), (4, 1)),
        ("value-invalid", "agents/any.md",
         CARD.replace("all\n", "all\ndecides: [royal]\n"), (5, 11)),
        ("role-unknown", "agents/any.md",
         CARD.replace("all\n", "all\nhands_to: [clerc]\n"), (5, 12)),
        ("role-unknown", "agents/any.md",
         CARD.replace("all\n", "all\nescalates_to: x\n"), (5, 15)),
        ("card-without-prose", "agents/any.md", CARD.replace("Knows every door", ""), (6, 1)),
        ("template-without-sections", "prompts/documents/any.md",
         FORM.replace("## One", ""), (1, 1)),
        ("section-duplicate", "prompts/documents/any.md", FORM + "x\n\n## One\n\ny\n", (11, 1)),
        ("role-unknown", "prompts/documents/any.md", FORM + "**Author:** Captain\n", (9, 13)),
        ("field-invalid", "prompts/documents/any.md", FORM + "**Each:** often\n", (9, 11)),
        ("table-columns-missing", "prompts/documents/any.md", FORM + "**Table:** rows\n", (9, 12)),
        ("table-option-unknown", "prompts/documents/any.md",
         FORM + "**Table:** rows (size: 3)\n" + COLUMNS, (9, 12)),
        ("table-duplicate", "prompts/documents/any.md",
         FORM + "**Table:** t\n" + COLUMNS + "\n## Two\n\n**Table:** t\n" + COLUMNS, (15, 1)),
        ("field-invalid", "prompts/documents/any.md",
         FORM + "**Table:** t\n" + COLUMNS.replace("number", "colour"), (13, 1)),
        ("prompt-blocks", "prompts/draft.md", "{% block system %}{% endblock %}\n", (1, 1)),
        ("not-a-workflow", "any.md", "# A letter\n", (1, 1)),
        ("not-markdown", "any.txt", "A letter\n", (1, 1)),
        ("yaml-not-mapping", "practice.yaml", "- a\n", (1, 1)),
        ("yaml-documents", "practice.yaml", "id: a\n---\nid: b\n", (2, 1)),
        ("id-duplicate", "practice.yaml",
         "id: a\ntitle: A\npeople:\n- {id: b, name: B}\n- {id: b, name: C}\n", (5, 3)),
        ("person-role-unknown", "practice.yaml",
         "id: a\ntitle: A\npeople:\n- {id: b, name: B, roles: [clerc]}\n", (4, 28)),
        ("group-empty", "practice.yaml", "id: a\ntitle: A\ngroups: {g: []}\n", (3, 13)),
        ("role-unknown", "practice.yaml", "id: a\ntitle: A\ngroups: {g: [x]}\n", (3, 14)),
        ("value-invalid", "practice.yaml", "id: a\ntitle: A\npeople: me\n", (3, 9)),
        ("role-unknown", "practice.yaml", "id: a\ntitle: A\nsigners: [x]\n", (3, 11)),
        ("signer-decides-nothing", "practice.yaml",
         "id: a\ntitle: A\nsigners: [clerk]\n", (3, 11)),
    ],
)  # fmt: skip
def test_other_documents_are_found_wanting_at_the_exact_place(
    code: str, path: str, text: str, at: tuple[int, int]
) -> None:
    found = [(f.line, f.column) for f in look(text, path).findings if f.code == code]

    assert at in found


def test_a_misspelled_role_is_answered_with_the_one_that_was_meant() -> None:
    finding = next(f for f in look(step("Agent:** Clerc")).findings if f.code == "role-unknown")

    assert "'clerk'" in finding.remedy
    assert finding.severity is Severity.error


def test_all_problems_of_a_file_are_told_in_one_pass() -> None:
    reading = look(step("Agent:** Clerc", "Output:** ../x.md", "Stage:** three", "Rounds:** x"))

    assert {"role-unknown", "output-path", "stage-unknown", "field-invalid"} <= {
        finding.code for finding in reading.errors
    }


def test_no_remedy_is_left_with_an_open_place() -> None:
    texts = [text for _, text, _ in CASES]

    remedies = [f.remedy for text in texts for f in look(text).findings]
    assert not [remedy for remedy in remedies if "{suggestion" in remedy or "{key" in remedy]


def test_codes_are_stable_words_joined_by_hyphens() -> None:
    assert all(code == code.lower() and " " not in code for code in CODES)
    assert all(entry.remedy for entry in CODES.values())


def test_a_gate_that_is_stated_silences_the_hint_in_the_prose() -> None:
    text = step("Agent:** Clerk", "Action:** Obtain approval from RO.", "Approval:** RO")

    assert "gate-hinted" not in {finding.code for finding in look(text).findings}


def test_references_ticks_and_etc_are_no_placeholders() -> None:
    text = step("Agent:** Clerk", "Action:** [REQ-1] [x] [etc for all] [text](url) [a][b] `[c d]`.")

    assert not [f for f in look(text).findings if f.code.startswith("placeholder")]


def test_a_document_read_by_itself_has_no_unknown_roles() -> None:
    reading = read(
        step("Agent:** Captain").encode(), "graphs/any.md", roles={}, groups={}, generic={}
    )

    assert reading.workflows[0].steps[0].agents == ("captain",)
    assert "role-unknown" not in {finding.code for finding in reading.findings}
