"""Offline at the table: what it accepts, counters, proposes and rules, and on what grounds."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assent.llm.material import read as material
from assent.llm.turn import take
from assent.records import Message, Request
from assent.writing.fence import fence

CARD = """\
# Berth clerk

## What my practice needs

- **Notice** — We must know of an arrival in time. (words: notice)
- **Lifeboats** — Every vessel must carry enough of them. (words: lifeboat)
"""
BRIEF = "# Ferries\n\n## Rules\n\n- Notice of 6 hours is asked for.\n"
BOTH = "## Berths\n\nNotice is given.\n\n## Boats\n\nEach lifeboat is counted.\n"
NOTICE = "## Berths\n\nNotice is given.\n"
COUNTER = "Position: counter\n\nNotice must reach the quay by radio.\n"
STANCES = {"propose": ("propose",), "answer": ("accept", "counter", "reject"), "rule": ("propose",)}
HEAD = "---\nkind: t\ntitle: T\n---\n# T\n\n"
SLAS = f"""{HEAD}## SLAs

**Questions:**
- How early is notice given? (words: notice; owner: harbour-master)
- How clean is the quay? (words: quay; owner: harbour-master)

**Table:** slas (prefix: SLA; rule: sla)

| Column | Kind | Meaning |
|---|---|---|
| id | number | assigned |
| service | text | which |
| measure | text | what is measured and how |
| target | quantity | how much |
| unit | text | of what |
"""
RACI = f"""{HEAD}## Responsibilities

**Table:** raci (covers: touchpoints; rows: covered; rule: raci)

| Column | Kind | Meaning |
|---|---|---|
| ref | id | which |
| touchpoint | text | what |
| Berth clerk | raci | letters |
| Pilot | raci | letters |
| Harbour master | raci | letters |
"""
TOUCHPOINTS = """\
# Touchpoints

## Touchpoints

| Id | Touchpoint | Needed by |
|---|---|---|
| TP-1 | Notice of an arrival. | Berth clerk |
| TP-2 | A free berth. | Senior pilot |
"""
SLA_COLUMNS = [("slas", ["service", "measure", "target", "unit"])]
RACI_COLUMNS = [("raci", ["ref", "touchpoint", "berth-clerk", "pilot", "harbour-master"])]


@pytest.fixture
def stand(ask):
    def stand(kind, writes=(), **given):
        template = {} if writes else {"template": HEAD}
        request = ask(writes, kind=kind, **template, **given)
        schema = {**request.json_schema["properties"]}
        schema["position"] = {"properties": {"stance": {"enum": list(STANCES[kind])}}}
        whole = request.model_copy(update={"json_schema": {"properties": schema}})
        return take(material(whole))

    return stand


def text(reply) -> dict[str, str]:
    return {section["id"]: section["markdown"] for section in reply["sections"]}


def test_a_proposal_that_speaks_of_every_need_is_accepted_with_its_grounds(stand) -> None:
    reply = stand("answer", card=CARD, contribution={"harbour-master": BOTH})

    assert reply["position"]["stance"] == "accept"
    assert "Lifeboats (“Boats”)" in reply["position"]["statement"]
    assert (reply["sections"], reply["tables"]) == ([], {})


def test_a_need_that_is_left_out_is_countered_in_the_words_of_the_card(stand) -> None:
    position = stand("answer", card=CARD, contribution={"harbour-master": NOTICE})["position"]

    assert position["stance"] == "counter"
    assert "Lifeboats — Every vessel must carry enough of them" in position["statement"]
    assert "arrival in time" not in position["statement"]


def test_a_need_that_is_only_called_open_is_left_out(stand) -> None:
    row = "\n- C-1 | Every vessel must carry enough of them. | open | Later.\n"

    reply = stand("answer", card=CARD, contribution={"harbour-master": NOTICE + row})

    assert reply["position"]["stance"] == "counter"


def test_what_a_new_proposal_leaves_as_it_was_still_counts(stand) -> None:
    base = "# T\n\n## Boats\n\nEach lifeboat is counted.\n"

    reply = stand(
        "answer",
        card=CARD,
        document={"t.md": base},
        revises="t.md",
        contribution={"harbour-master": NOTICE},
    )

    assert reply["position"]["stance"] == "accept"


def test_a_need_quoted_word_for_word_is_taken_up_whatever_its_words(stand) -> None:
    card = CARD.replace("(words: lifeboat)", "(words: dinghy)")
    said = NOTICE + "\nTaken up: “Every vessel must carry enough of them. And more.”\n"

    reply = stand("answer", card=card, contribution={"harbour-master": said})

    assert reply["position"]["stance"] == "accept"


def test_what_the_proposer_says_of_its_proposal_is_not_in_the_proposal(stand) -> None:
    said = NOTICE + "\nPosition: propose\n\nThere is a lifeboat for everybody.\n"

    reply = stand("answer", card=CARD, contribution={"harbour-master": said})

    assert reply["position"]["stance"] == "counter"


def test_a_card_without_needs_has_nothing_to_counter_with(stand) -> None:
    reply = stand("answer", contribution={"harbour-master": NOTICE})

    assert reply["position"]["stance"] == "accept"
    assert "names no need" in reply["position"]["statement"]


FIRST = "# T\n\n## Scope\n\nAll vessels.\n\n## Berths\n\nNotice is given.\n"


def again(stand, said, document=FIRST):
    return stand(
        "propose",
        ("scope", "berths"),
        round="2",
        revises="t.md",
        document={"t.md": document},
        contribution={"harbour-master": said},
    )


def test_the_next_proposal_quotes_the_counter_in_the_section_concerned(stand) -> None:
    reply = again(stand, COUNTER)

    assert list(text(reply)) == ["berths"]
    assert "Taken up in round 2, after the counter of the harbour master" in text(reply)["berths"]
    assert "“Notice must reach the quay by radio.”" in text(reply)["berths"]


def test_terms_that_nobody_stated_are_an_open_question(stand) -> None:
    assert {
        "question": "Which terms meet the counter of the harbour master?",
        "owner": "berth-clerk",
    } in again(stand, COUNTER)["open_questions"]


def test_a_counter_that_is_quoted_already_is_not_quoted_again(stand) -> None:
    quoted = text(again(stand, COUNTER))["berths"]

    reply = again(stand, COUNTER, FIRST.replace("Notice is given.", quoted))

    assert reply["sections"] == []
    assert reply["position"]["statement"].startswith("Nothing was changed")


def test_an_acceptance_changes_nothing(stand) -> None:
    assert again(stand, "Position: accept\n\nNotice will do.\n")["sections"] == []


def test_two_that_play_offline_agree_in_the_second_round(stand) -> None:
    counter = stand("answer", card=CARD, contribution={"harbour-master": NOTICE})["position"]
    said = f"Position: {counter['stance']}\n\n{counter['statement']}\n"
    (section,) = again(stand, said)["sections"]
    second = f"## {section['id'].capitalize()}\n\n{section['markdown']}\n"

    reply = stand(
        "answer",
        card=CARD,
        document={"t.md": FIRST},
        revises="t.md",
        contribution={"harbour-master": second},
    )

    assert reply["position"]["stance"] == "accept"


def test_a_voice_says_which_of_its_needs_the_frame_leaves_out(stand) -> None:
    position = stand("propose", card=CARD, contribution={"harbour-master": NOTICE})["position"]

    assert position["stance"] == "propose"
    assert "does not speak of Lifeboats" in position["statement"]
    assert "speaks of Notice (“Berths”)" in position["statement"]


def test_a_ruling_quotes_each_position_and_returns_every_section(stand) -> None:
    voices = {
        "harbour-master": "## Berths\n\nFramed.\n",
        "pilot": "Position: propose\n\nNotice by radio.\n",
        "diver": "Position: propose\n\nVessels should be counted.\n",
    }

    reply = stand("rule", ("scope", "berths"), brief={"brief": BRIEF}, contribution=voices)

    assert "Weighed, as the pilot put it: “Notice by radio.”" in text(reply)["berths"]
    assert "Weighed, as the diver put it: “Vessels should be counted.”" in text(reply)["scope"]
    assert "the pilot, the diver" in reply["position"]["statement"]
    assert "Framed." not in text(reply)["berths"]


def targets(reply, brief):
    return reply(["slas"], template=SLAS, tables=SLA_COLUMNS, brief={"brief": brief})


def test_a_figure_that_was_asked_for_becomes_a_target_with_its_quotation(reply) -> None:
    (row,) = targets(reply, "# B\n\n- Notice must come within 6 hours of arrival.\n")["tables"][
        "slas"
    ]

    assert row == {
        "service": "How early is notice given?",
        "measure": "“Notice must come within 6 hours of arrival.” (brief: B)",
        "target": "6",
        "unit": "hours, at most",
    }


def test_a_figure_that_tells_of_today_is_no_target(reply) -> None:
    answer = targets(reply, "# B\n\n- Notice came within 9 hours.\n- The quay is tidy.\n")

    assert answer["tables"]["slas"] == []
    assert [q["question"] for q in answer["open_questions"]] == [
        "Which target is to hold: How early is notice given?",
        "Which target is to hold: How clean is the quay?",
    ]
    assert {q["owner"] for q in answer["open_questions"]} == {"harbour-master"}


def test_two_figures_in_one_wish_are_two_targets(reply) -> None:
    brief = (
        "# B\n\n- Notice must come 2 days ahead from 08:00 to 10:00, and at least 6 hours at sea.\n"
    )

    rows = targets(reply, brief)["tables"]["slas"]

    assert [(row["target"], row["unit"]) for row in rows] == [
        ("2", "days"),
        ("6", "hours, at least"),
    ]


def test_whether_a_figure_can_be_kept_is_asked_and_never_agreed(reply) -> None:
    answer = targets(reply, "# B\n\n- Notice must come within 6 hours of arrival.\n")

    assert "Nothing here says that it is agreed" in answer["text"]["slas"]
    assert "Can the figures asked for be kept: How early is notice given?" in [
        question["question"] for question in answer["open_questions"]
    ]


def test_each_touchpoint_has_the_providing_side_accountable_by_default(reply) -> None:
    answer = reply(
        ["responsibilities"], template=RACI, tables=RACI_COLUMNS, document={"t.md": TOUCHPOINTS}
    )

    rows = [tuple(row.values())[2:] for row in answer["tables"]["raci"]]
    assert rows == [("C", "A/R", ""), ("A/R", "C", "")]
    assert "proposed by rule" in answer["text"]["responsibilities"]


def test_letters_that_were_settled_before_are_carried_over(reply) -> None:
    settled = TOUCHPOINTS.replace("Needed by |", "Needed by | Pilot | Harbour master |")
    settled = settled.replace("---|\n", "---|---|---|\n").replace("clerk |", "clerk | R | A |")
    settled = settled.replace("pilot |", "pilot | | A/R |")

    answer = reply(
        ["responsibilities"], template=RACI, tables=RACI_COLUMNS, document={"t.md": settled}
    )

    rows = [tuple(row.values())[2:] for row in answer["tables"]["raci"]]
    assert rows == [("", "R", "A"), ("", "", "A/R")]
    assert "proposed by rule" not in answer["text"]["responsibilities"]


@given(
    st.sampled_from(list(STANCES)),
    st.lists(st.text(max_size=40) | st.sampled_from([NOTICE, COUNTER, BOTH, "Position: x\n\n"])),
)
def test_whatever_was_said_a_position_has_an_allowed_stance(kind, said) -> None:
    blocks = [fence("contribution", f"role-{place}", words) for place, words in enumerate(said)]
    prompt = "\n".join([fence("card", "clerk", CARD), *blocks, fence("task", "t", f"Kind: {kind}")])
    stance = {"properties": {"stance": {"enum": list(STANCES[kind])}}}
    request = Request(
        role="clerk",
        kind=kind,
        messages=(Message(role="user", content=prompt),),
        schema_name="t",
        json_schema={"properties": {"position": stance}},
    )

    reply = take(material(request))

    assert reply["position"]["stance"] in STANCES[kind]
    assert json.dumps(reply["position"]["statement"])
