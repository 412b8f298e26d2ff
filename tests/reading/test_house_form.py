"""A workflow in the house form is read field by field, and nothing of it is lost."""

from assent.reading import Reading, read
from assent.records import Condition, Mode, Outcome, Role, Step

ROLES = {
    name: Role(id=name, title=title, serves="all", aliases=aliases)
    for name, title, aliases in [
        ("clerk", "Clerk", ()),
        ("records-owner", "Records owner", ("RO",)),
        ("board", "Release and deployment board", ()),
        ("north-representative", "North representative", ()),
        ("south-representative", "South representative", ()),
    ]
}
GROUPS = {"representatives": ("north-representative", "south-representative")}

TEXT = """\
---
id: any
title: Any
version: 2
class: strategic
inputs:
  brief: {kind: document, about: "What is known"}
  weight: {kind: choice, choices: [light, heavy], default: heavy}
stages: [one, two_b]
colour: red
---
# Any

## Purpose

It is read
by a test.

## Steps

### 1. Gather

- **Agents:** Clerk + All representatives
- **Action:** Ask everybody.
  North Rep: what the north needs
  and when.
  South Rep: what the south needs
- **Collaboration:** Round-robin, nobody left out
- **Independent:** yes
- **Reads:** brief, organisation
- **Output:** gathered.md
- **Duration:** a day,
  or two
- **Stage:** one
- **Mood:** bright

A sentence that belongs to no field.

### 2. Settle

- **Agents:** Clerk, RO
- **Collaboration:** Consensus, or the owner decides
- **Facilitator:** Clerk
- **Decides:** RO
- **Output:** settled.md

### 3. Approve

- **Agent:** RO
- **Output:** any-final.md (approved)
- **Approval:** RO; release and deployment board when weight is heavy
- **Confirms:** scope, the weight
- **Quorum:** 1
- **Combine seats:** yes
- **Escalate after:** 2 days
- **Outcomes:** approve, reject
- **Rounds:** 2
- **Stage:** two_b

### 4. Read aloud
- **Sign-off:** Clerk and RO

## Decision points

- If heavy: the board sits.

```
## not a heading
```
"""


def look(text: str = TEXT) -> Reading:
    generic = {"representative": ("north-representative",)}
    return read(text.encode(), "graphs/any.md", roles=ROLES, groups=GROUPS, generic=generic)


def step(number: int) -> Step:
    return look().workflows[0].steps[number - 1]


def one(*lines: str) -> Step:
    text = "## Steps\n\n### 1. Go\n\n" + "\n".join(lines) + "\n"
    return look(text).workflows[0].steps[0]


def test_the_front_matter_becomes_the_workflow() -> None:
    workflow = look().workflows[0]

    assert (workflow.id, workflow.title, workflow.version) == ("any", "Any", "2")
    assert workflow.decision_class == "strategic"
    assert workflow.stages == ("one", "two_b")
    assert workflow.extra == {"colour": "red"}
    assert workflow.purpose == "It is read\nby a test."


def test_inputs_with_a_default_are_not_required() -> None:
    brief, weight = look().workflows[0].inputs

    assert (brief.name, brief.required) == ("brief", True)
    assert (weight.choices, weight.default, weight.required) == (("light", "heavy"), "heavy", False)


def test_groups_expand_and_each_role_gets_its_own_part() -> None:
    first = step(1)

    assert first.agents == ("clerk", "north-representative", "south-representative")
    assert first.parts["north-representative"] == "what the north needs\nand when."
    assert first.parts["south-representative"] == "what the south needs"
    assert "Ask everybody." in first.action


def test_values_run_on_over_indented_lines() -> None:
    assert step(1).duration == "a day,\nor two"


def test_what_the_document_states_is_not_marked_as_inferred() -> None:
    assert step(1).inferred == ()
    assert step(1).reads == ("brief", "organisation")
    assert step(1).independent is True


def test_the_parts_of_a_document_that_are_read_stand_behind_its_name() -> None:
    read = one("- **Agent:** Clerk", "- **Reads:** brief, a.md (Costs, fees), `b.md` (Who asks)")

    assert read.reads == ("brief", "a.md", "b.md")
    assert read.excerpts == {"a.md": ("Costs", "fees"), "b.md": ("Who asks",)}


def test_unstated_reads_are_all_inputs_and_all_earlier_documents() -> None:
    assert step(3).reads == ("brief", "weight", "gathered.md", "settled.md")
    assert step(3).inferred == ("reads",)


def test_a_consensus_has_its_facilitator_and_its_decider() -> None:
    second = step(2)

    assert second.collaboration is Mode.consensus
    assert (second.facilitator, second.decider) == ("clerk", "records-owner")


def test_a_gate_has_seats_conditions_and_options() -> None:
    gate = step(3).gate

    assert gate is not None
    assert gate.id == "any-final"
    assert [seat.role for seat in gate.seats] == ["records-owner", "board"]
    assert gate.seats[1].when == Condition(input="weight", value="heavy")
    assert gate.confirms == ("scope", "the-weight")
    assert (gate.quorum, gate.combine_seats, gate.escalate_after_hours) == (1, True, 48)
    assert gate.outcomes == (Outcome.approve, Outcome.reject)


def test_a_condition_binds_the_last_name_so_that_nobody_is_left_out_by_a_comma() -> None:
    text = TEXT.replace("RO; release", "RO, release")

    gate = look(text).workflows[0].steps[2].gate
    assert gate is not None
    assert [seat.when is None for seat in gate.seats] == [True, False]


def test_a_seat_that_is_named_twice_is_needed_always_if_once_so() -> None:
    text = TEXT.replace("RO; release", "RO when weight is light; RO; release")

    gate = look(text).workflows[0].steps[2].gate
    assert gate is not None
    assert gate.seats[0].when is None


def test_a_condition_may_run_on_over_a_line() -> None:
    text = TEXT.replace("board when weight", "board when\n  weight")

    assert not look(text).errors


def test_seats_for_every_choice_leave_no_run_without_a_decision() -> None:
    text = TEXT.replace("RO; release", "RO when weight is light; release")

    assert not look(text).errors


def test_a_step_that_only_decides_has_no_agents() -> None:
    last = step(4)

    assert last.agents == ()
    assert last.gate is not None
    assert (last.gate.kind, last.gate.id) == ("sign-off", "read-aloud")
    assert len(last.gate.seats) == 2


def test_prose_and_unknown_fields_are_kept_word_for_word_with_their_lines() -> None:
    notes = {note.title: note for note in look().workflows[0].notes}

    assert notes["Step 1: Mood"].text == "bright"
    assert notes["Step 1"].text == "A sentence that belongs to no field."
    assert notes["Decision points"].line == TEXT.split("\n").index("## Decision points") + 1
    assert "## not a heading" in notes["Decision points"].text


def test_fields_are_read_without_bold_and_without_bullets() -> None:
    plain = one("Agent: Clerk", "Action: Write it", "down at once.", "Output: it.md")

    assert (plain.agents, plain.output) == (("clerk",), "it.md")
    assert plain.action == "Write it\ndown at once."


def test_a_bold_name_may_have_its_colon_outside() -> None:
    assert one("**Agent**: Clerk", "**Output**: `it.md`").output == "it.md"


def test_prose_without_an_action_field_is_the_action() -> None:
    assert one("Write it down.", "", "- **Agent:** Clerk").action == "Write it down."


def test_a_step_may_read_the_document_it_revises() -> None:
    text = "## Steps\n\n### 1. Go\n- **Agent:** Clerk\n- **Reads:** it.md\n- **Output:** it.md\n"

    assert not look(text).errors


def test_an_actor_that_is_a_role_is_the_agent_and_marked_so() -> None:
    acting = one("**Actor**: Clerk", "**Output**: it.md")

    assert acting.agents == ("clerk",)
    assert "agents" in acting.inferred


def test_the_words_of_a_collaboration_choose_its_mode() -> None:
    words = {
        "in turn": Mode.sequence,
        "Async review with consolidated feedback": Mode.parallel,
        "Iterative negotiation": Mode.negotiation,
        "round robin": Mode.round_robin,
        "consensus": Mode.consensus,
    }

    read_as = {w: one("Agents: Clerk + RO", f"Collaboration: {w}").collaboration for w in words}
    assert read_as == words


def test_one_agent_works_alone_whatever_the_words() -> None:
    assert one("Agent: Clerk", "Collaboration: async review").collaboration is Mode.single


def test_a_generic_name_stays_generic() -> None:
    assert one("Agent: Specific Representative").agents == ("representative",)
    assert one("Agent: Representative (from the north)").agents == ("representative",)
