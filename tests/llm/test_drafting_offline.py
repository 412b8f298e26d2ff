"""What the offline model drafts: facts as they stand, questions where there are none."""

import asyncio
import re

from assent.llm.offline import Offline

BRIEF = """\
# Ferry bookings

## What runs

- 12 vessels, 3 harbours. Each vessel has one record.
- Records are kept in a ledger on paper.

## What goes wrong

Berths are booked twice. Notice of less than 6 hours is common.
"""
ORGANISATION = """\
# Larkmoor Transit Authority

## Frameworks

- Harbour code, clause H-1 Berths (external: no)
- Harbour code, clause H-2 Lifeboats (external: yes)
"""
CARD = """\
# Berth clerk

## What my practice needs

- **Notice** — We must know of an arrival in time. (words: notice)
- **Lifeboats** — Every vessel must carry enough of them. (words: lifeboat)
"""
TABLE = """\
---
kind: harbour-policy
title: Harbour policy
---
# Harbour policy

## Rules

**Table:** rules (rows: {rows})

| Column | Kind | Meaning |
|---|---|---|
| id | number | assigned |
| rule | text | the rule |
| asked-by | role | who asks |
| kind | choice: must, should | how much it weighs |
"""


def test_a_fact_is_quoted_as_it_stands_with_its_source(reply):
    text = reply(brief={"brief": BRIEF})["text"]["scope"]

    assert "- 12 vessels, 3 harbours. Each vessel has one record. *(brief: What runs)*" in text


def test_one_sentence_of_a_paragraph_is_a_fact(reply):
    text = reply(["berths"], brief={"brief": BRIEF})["text"]["berths"]

    assert "- Notice of less than 6 hours is common. *(brief: What goes wrong)*" in text
    assert "booked twice" not in text


def test_what_is_not_known_is_asked_of_its_owner(reply):
    answer = reply(brief={"brief": BRIEF})

    assert (
        "**Who may grant an exception?** Nothing that was read answers this"
        in (answer["text"]["scope"])
    )
    assert answer["open_questions"] == [
        {"question": "Who may grant an exception?", "owner": "harbour-master"}
    ]


def test_a_question_without_an_owner_is_asked_of_who_writes(reply):
    assert reply(["berths"])["open_questions"][0]["owner"] == "berth-clerk"


def test_an_owner_the_schema_does_not_know_is_replaced_by_who_writes(reply, template):
    template = template.replace("owner: harbour-master", "owner: lighthouse-keeper")

    owners = {question["owner"] for question in reply(template=template)["open_questions"]}

    assert owners == {"berth-clerk"}


def test_a_section_that_nothing_speaks_of_awaits_its_author(reply):
    answer = reply(["purpose"], brief={"brief": BRIEF})

    assert answer["text"]["purpose"] == (
        "Nothing that was read says what belongs here; the berth clerk is asked."
    )
    assert answer["open_questions"][0]["question"] == "What belongs under “Purpose”?"


def test_only_the_sections_of_the_task_are_returned(reply):
    assert list(reply(["berths"], brief={"brief": BRIEF})["text"]) == ["berths"]


def test_a_fact_is_not_quoted_twice_in_one_section(reply, template):
    template = template.replace("(words: exception, waiver;", "(words: vessel;")

    text = reply(template=template, brief={"brief": BRIEF})["text"]["scope"]

    assert text.count("12 vessels") == 1
    assert "**Who may grant an exception?** See above." in text


def test_what_another_role_has_quoted_is_pointed_to(reply):
    quote = "- 12 vessels, 3 harbours. Each vessel has one record. *(brief: What runs)*"
    said = {"harbour-master": f"## What is covered\n\n{quote}\n"}

    text = reply(brief={"brief": BRIEF}, contribution=said)["text"]["scope"]

    assert "12 vessels" not in text
    assert "See “What is covered” (Harbour master)." in text


def test_a_fact_that_only_an_earlier_document_quotes_keeps_its_first_source(reply):
    quote = "- 12 vessels lie here. *(brief: What runs)*"
    earlier = {"harbour-scope.md": f"# Harbour scope\n\n## Fleet\n\n{quote}\n"}

    assert quote in reply(document=earlier)["text"]["scope"]


def test_each_need_on_the_card_becomes_a_row(reply):
    answer = reply(
        ["rules"],
        template=TABLE.format(rows="needs"),
        tables=[("rules", ["rule", "asked-by", "kind"])],
        card=CARD,
    )

    assert answer["tables"]["rules"][0] == {
        "rule": "We must know of an arrival in time.",
        "asked-by": "Berth clerk",
        "kind": "must",
    }
    assert len(answer["tables"]["rules"]) == 2


def test_each_clause_of_the_organisation_becomes_a_row(reply):
    answer = reply(
        ["rules"],
        template=TABLE.format(rows="clauses"),
        tables=[("rules", ["rule", "kind"])],
        brief={"organisation": ORGANISATION},
    )

    assert len(answer["tables"]["rules"]) == 2


def test_a_free_table_stays_empty_and_says_so(reply):
    answer = reply(
        ["rules"], template=TABLE.format(rows="free"), tables=[("rules", ["rule", "kind"])]
    )

    assert answer["tables"]["rules"] == []
    assert "The table is empty" in answer["text"]["rules"]
    assert answer["open_questions"][0]["question"] == "What belongs into the table under “Rules”?"


def test_a_table_that_the_schema_does_not_ask_for_is_left_out(reply):
    template = TABLE.format(rows="needs")

    assert reply(["rules"], template=template, tables=[("other", ["x"])], card=CARD)["tables"] == {
        "other": []
    }


def test_the_same_request_has_the_same_reply(ask):
    request = ask(brief={"brief": BRIEF})

    first, second = (asyncio.run(Offline().reply(request)) for _ in range(2))

    assert first == second


def test_tokens_are_estimated_from_bytes(ask):
    request = ask(brief={"brief": BRIEF})
    size = sum(len(message.content.encode()) for message in request.messages)

    usage = asyncio.run(Offline().reply(request)).usage

    assert (usage.prompt_tokens, usage.estimated) == (-(-size // 4), True)


def test_text_outside_the_blocks_is_not_read(ask):
    request = ask()
    message = request.messages[0]
    loud = message.model_copy(update={"content": "- 99 vessels are ours.\n" + message.content})

    answer = asyncio.run(Offline().reply(request.model_copy(update={"messages": (loud,)})))

    assert "99" not in answer.text


def test_every_figure_in_a_reply_is_in_the_request(ask):
    request = ask(["scope", "berths", "purpose"], brief={"brief": BRIEF})
    read = "".join(message.content for message in request.messages)

    answer = asyncio.run(Offline().reply(request))

    assert set(re.findall(r"\d+", answer.text)) <= set(re.findall(r"\d+", read))


def test_a_request_without_any_block_is_answered_with_nothing(ask):
    request = ask().model_copy(update={"messages": ()})

    assert '"sections": []' in asyncio.run(Offline().reply(request)).text
