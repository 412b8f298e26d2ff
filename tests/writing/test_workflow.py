"""A workflow is written in the house form, and reads back as the same workflow."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assent.practice import around, load, shipped
from assent.reading import Reading, read
from assent.records import (
    Condition,
    DecisionClass,
    Gate,
    Input,
    Mode,
    Note,
    Outcome,
    Role,
    Seat,
    Step,
    TurnKind,
    Workflow,
)
from assent.writing.step import Names
from assent.writing.workflow import write

SEEDS = Path(__file__).parents[2] / "../shared/seeds"
ROOT = Path(__file__).parents[2]

ROLES = {
    name: Role(id=name, title=title, serves="all")
    for name, title in [
        ("clerk", "Clerk"),
        ("records-owner", "Owner of records"),
        ("north-representative", "North representative"),
        ("south-representative", "South, and far south, representative"),
    ]
}
GROUPS = {"representatives": ("north-representative", "south-representative")}
GENERIC = {"representative": ("representatives",)}
NAMES = Names({role.id: role.title for role in ROLES.values()}, GROUPS)


def look(text: str) -> Reading:
    return read(text.encode(), "graphs/any.md", roles=ROLES, groups=GROUPS, generic=GENERIC)


def plain(workflow: Workflow) -> dict[str, Any]:
    """Return everything but where the parts stand."""
    data = workflow.plain()
    for part in (*data["steps"], *data["notes"]):
        del part["line"]
    return {k: v for k, v in data.items() if k not in {"path", "source_digest"}}


def again(workflow: Workflow, names: Names | None = NAMES) -> Workflow:
    (found,) = look(write(workflow, names)).workflows
    return found


def only(text: str) -> Workflow:
    (found,) = look(text).workflows
    return found


# ---- documents -------------------------------------------------------------------------


def survives(path: Path) -> None:
    practice = around(path, shipped())
    company = practice.organisation
    settings_ = {"roles": practice.roles, "groups": company.groups, "generic": company.generic}
    names = Names({r.id: r.title for r in practice.roles.values()}, company.groups)
    found = read(path.read_bytes(), path.name, **settings_).workflows
    assert found
    for workflow in found:
        for named in (names, None):
            back = read(write(workflow, named).encode(), "other.md", **settings_)
            assert [plain(w) for w in back.workflows] == [plain(workflow)]
            assert back.errors == ()


@pytest.mark.parametrize(
    "path", sorted([*ROOT.glob("graphs/*.md"), *ROOT.glob("examples/*/graphs/*.md")]), ids=str
)
def test_a_shipped_workflow_reads_back_as_it_was(path) -> None:
    survives(path)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed documents are not beside us")
@pytest.mark.parametrize("name", ["example-workflows.md", "ops-change-control.md"])
def test_a_workflow_in_another_dialect_reads_back_as_it_was(name) -> None:
    survives(SEEDS / name)


def test_the_shipped_policy_is_written_in_the_words_it_has() -> None:
    practice = load()
    names = Names({r.id: r.title for r in practice.roles.values()}, practice.organisation.groups)
    source = practice.sources["graphs/cm-policy.md"]

    text = write(practice.workflows["cm-policy"], names)

    assert sorted(text.lower().split("\n")) == sorted(source.lower().split("\n"))


# ---- marks and words -------------------------------------------------------------------

LOOSE = """# A runbook

Read this first.

**Purpose:** Restart the pumps.

## Before you begin

Tell the harbour.

### Who is told

The night desk.

## Procedure

Mind the tide.

1. **Stop the pumps (Agent: Clerk)**
   - Close the valve.
     - The blue one.

   Wait.
2. **Look (Agents: Clerk, Stranger) (Manual)**
   Validation: the light is green
   Mood: calm
   Collaboration: whispering, side by side
3. **HITL approval: the restart**
   Clerk confirms the light and the valve.

---

The tide turns at six.

## Outputs

* a log
"""


def test_what_was_inferred_is_marked_and_stays_inferred() -> None:
    text = write(only(LOOSE), NAMES)

    assert "- **Output:** stop-the-pumps.md *(inferred)*" in text
    assert "- **Approval:** Clerk *(inferred)*\n- **Confirms:** light, valve *(inferred)*" in text
    assert "inferred: [id, version, class]" in text
    assert only(text).steps[0].inferred == ("output", "reads")


def test_a_mark_taken_away_states_the_value() -> None:
    text = write(only(LOOSE), NAMES).replace(" *(inferred)*", "").replace("inferred: [", "x: [")

    assert [step.inferred for step in only(text).steps][::2] == [(), ()]
    assert only(text).inferred == ()


def test_an_inferred_gate_is_told_again_while_it_is_marked() -> None:
    text = write(only(LOOSE), NAMES)

    assert "gate-inferred" in {f.code for f in look(text).findings}
    bare = text.replace(" *(inferred)*", "")
    assert "gate-inferred" not in {f.code for f in look(bare).findings}


def test_no_word_of_another_dialect_is_lost() -> None:
    workflow = only(LOOSE)
    text = write(workflow, NAMES)

    for words in (
        "Read this first.",
        "### Who is told\n\nThe night desk.",
        "## Steps\n\nMind the tide.\n\n---\n\nThe tide turns at six.\n\n### 1.",
        "- Close the valve.\n    - The blue one.\n\n  Wait.",
        "- **Mood:** calm",
        "- **Agents:** Clerk, Stranger",
        "- **Automation:** Manual",
        "- **Collaboration:** whispering, side by side *(inferred)*",
        "## Outputs\n\n* a log",
    ):
        assert words in text
    assert plain(again(workflow)) == plain(workflow)


def test_a_name_that_means_nobody_is_kept_with_its_error() -> None:
    text = "## Steps\n\n### 1. Go\n- **Agents:** Clerk + Night Watch\n- **Output:** ../go.md\n"
    workflow = only(text)
    written = write(workflow, NAMES)

    assert "- **Agents:** Clerk + Night Watch\n" in written
    assert "- **Output:** ../go.md\n" in written
    assert {f.code for f in look(written).errors} == {"role-unknown", "output-path"}
    assert plain(only(written)) == plain(workflow)


def test_a_field_given_twice_is_kept_twice() -> None:
    text = "## Steps\n\n### 1. Go\n- **Agent:** Clerk\n- **Output:** a.md\n- **Output:** b.md\n"

    assert "- **Output again:** b.md" in write(only(text), NAMES)


def test_titles_that_mean_something_to_the_reader_do_no_harm() -> None:
    for title in ("Procedure", "Outputs", "Purpose", "Step 3: go", "no", "1.10", "a: b # c"):
        workflow = Workflow(
            id="any",
            title=title,
            steps=(Step(number=1, title="x", agents=("clerk",), output="x.md", reads=()),),
        )
        assert plain(again(workflow)) == plain(workflow)


def test_a_group_is_written_by_its_name() -> None:
    roles = ("clerk", "north-representative", "south-representative")
    step = Step(number=1, title="Ask", agents=roles, collaboration=Mode.parallel, output="a.md")
    text = write(Workflow(id="any", title="Any", steps=(step,)), NAMES)

    assert "- **Agents:** Clerk + All representatives\n" in text


# ---- any workflow ----------------------------------------------------------------------

_WORD = st.from_regex(r"[a-z]{1,9}", fullmatch=True)
_IDS = st.lists(_WORD, min_size=1, max_size=3).map("-".join)
_TEXT = st.sampled_from(
    ["Ask (the) night desk.", "- a bullet: with words", "Step 2: no step", "# no heading", "é ✓",
     "| a | b |", "*em* `code`", "Agent: nobody", "**Bold:** x", "1. one", "<!-- x -->", "a # b"]
)  # fmt: skip
_LINES = st.lists(
    st.tuples(st.sampled_from(["", "  ", "    "]), _TEXT), min_size=1, max_size=4
).map(lambda rows: "\n".join([rows[0][1], *(lead + text for lead, text in rows[1:])]))
_PARAGRAPHS = st.lists(_LINES, max_size=3).map("\n\n".join)
_TITLES = st.lists(
    st.sampled_from(["Gather", "the", "facts", "&", "2", "C#", "(now)"]), min_size=1
).map(" ".join)
_STAGES = st.sampled_from([None, "one", "two_b"])
_AGENTS = st.lists(st.sampled_from([*ROLES, "representative"]), unique=True, max_size=4).map(tuple)
_SEATS = st.lists(
    st.builds(
        Seat,
        role=st.sampled_from([*ROLES]),
        when=st.sampled_from([None, Condition(input="weight", value="very heavy")]),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda seat: seat.role,
).map(tuple)
_HOURS = st.none() | st.integers(0, 200)
_EXTRA = st.dictionaries(
    st.sampled_from(["tags", "Colour", "a-b"]),
    st.recursive(
        st.none() | st.booleans() | st.integers(-99, 99) | _TEXT | st.floats(-9, 9),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_WORD, inner, max_size=2),
        max_leaves=4,
    ),
)


@st.composite
def _gates(draw: st.DrawFn, name: str) -> Gate:
    seats = draw(_SEATS)
    return Gate(
        id=draw(st.sampled_from([name, "another"])) + "-gate",
        kind=draw(st.sampled_from(["approval", "sign-off"])),
        decision_class=draw(st.sampled_from(DecisionClass)),
        seats=seats,
        quorum=draw(st.none() | st.integers(1, len(seats))),
        combine_seats=draw(st.booleans()),
        confirms=draw(st.lists(_IDS, unique=True, max_size=2).map(tuple)),
        outcomes=draw(st.lists(st.sampled_from(Outcome), min_size=1, max_size=3).map(tuple)),
        tier=draw(st.sampled_from(["low", "high"])),
        remind_after_hours=draw(_HOURS),
        escalate_after_hours=draw(_HOURS),
        expire_after_hours=draw(_HOURS),
    )


_SOME = st.booleans()
_PARTS = st.lists(
    st.sampled_from(["Costs", "who pays", "fees-of-berths", "Night & day"]), min_size=1, max_size=3
).map(tuple)


@st.composite
def _steps(draw: st.DrawFn, number: int, before: tuple[str, ...]) -> Step:
    agents = draw(_AGENTS)
    gate = draw(st.none() | _gates(f"g{number}"))
    status = draw(st.sampled_from(["draft", "approved", "signed"])) if gate else "draft"
    usual = [Mode.sequence, Mode.parallel, Mode.negotiation] if len(agents) > 1 else [Mode.single]
    drawn = draw(st.sets(st.sampled_from(["output", "reads"] + ["gate"] * bool(gate))))
    order = ("output", "gate", "reads")
    names = st.sampled_from(["weight", "organisation", *before])
    reads = draw(st.lists(names, unique=True).map(tuple))
    return Step(
        number=number,
        title=draw(_TITLES),
        agents=agents,
        action=draw(_PARAGRAPHS),
        collaboration=draw(st.sampled_from(usual)),
        facilitator=draw(st.sampled_from([None, "clerk"])),
        decider=draw(st.sampled_from([None, "records-owner"])),
        independent=draw(st.booleans()),
        rounds=draw(st.integers(1, 9)),
        reads=reads,
        excerpts={name: draw(_PARTS) for name in reads if name.endswith(".md") and draw(_SOME)},
        output=f"made-{number}.md" if agents else None,
        output_status=status if agents else "draft",
        gate=gate,
        stage=draw(_STAGES),
        turn=draw(st.none() | st.sampled_from(TurnKind)),
        executes=draw(st.booleans()),
        actor=draw(st.none() | _TEXT),
        duration=draw(st.none() | _LINES),
        validation=draw(st.none() | _LINES),
        rollback=draw(st.none() | _LINES),
        inferred=tuple(k for k in order if k in drawn and (agents or k != "output")),
        line=100 * number,
    )


@st.composite
def _notes(draw: st.DrawFn, steps: int) -> tuple[Note, ...]:
    text = st.sampled_from(
        ["Text.", "- a\n  - b", "### Deeper\n\ntext", "```\n# no heading\n```", ""]
    )
    titles = st.sampled_from(["Triggers", "Error handling", "C #1", "x: y"])
    before = draw(st.lists(st.builds(Note, title=titles, text=text, line=st.just(1)), max_size=2))
    after = draw(st.lists(st.builds(Note, title=titles, text=text, line=st.just(999)), max_size=2))
    among = [
        Note(title=f"Step {number}{kind}", text=draw(_LINES), line=100 * number)
        for number in range(1, steps + 1)
        for kind in draw(st.sampled_from([(), ("",), (": Mood",), (": Mood", "")]))
    ]
    return (*before, *among, *after)


@st.composite
def _workflows(draw: st.DrawFn) -> Workflow:
    count = draw(st.integers(1, 3))
    made: list[Step] = []
    for number in range(1, count + 1):
        before = tuple(step.output for step in made if step.output)
        made.append(draw(_steps(number, before)))
    return Workflow(
        id=draw(_IDS),
        title=draw(_TITLES),
        version=draw(st.sampled_from(["1", "2", "1.10", "draft"])),
        purpose=draw(_PARAGRAPHS.map(lambda text: text.replace("# no", "no").strip())),
        active=draw(st.booleans()),
        decision_class=draw(st.sampled_from(DecisionClass)),
        inputs=(
            Input(
                name="weight",
                kind="choice",
                choices=("light", "very heavy"),
                default=draw(st.sampled_from([None, "light"])),
                required=draw(st.booleans()),
            ),
            Input(name="brief", about=draw(_TEXT), required=draw(st.booleans())),
        ),
        stages=("one", "two_b"),
        steps=tuple(made),
        declared=draw(st.sampled_from([{}, {"night-desk": "Watches: at night."}])),
        outputs=draw(st.sampled_from([(), ("a log: kept", "b")])),
        notes=draw(_notes(count)),
        extra=draw(_EXTRA),
        inferred=draw(st.sampled_from([(), ("id",), ("version", "inputs")])),
    )


@settings(deadline=None, max_examples=60)
@given(_workflows())
def test_any_workflow_reads_back_as_it_was(workflow) -> None:
    assert plain(again(workflow)) == plain(workflow)
    assert plain(again(workflow, None)) == plain(workflow)
