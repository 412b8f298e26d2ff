"""A procedure of one negotiated step or one consensus, and the words for its script."""

from typing import Any

from assent.reading import read_practice
from assent.records import Gate, Input, Mode, Outcome, Practice, Seat, Step, Workflow

BRIEF = "# Facts\n\n- Queries are answered within 6 working hours today.\n"
OFFERS = "cm-manager"
ANSWERS = "change-representative"
RULES = "ines-okafor"
TEMPLATE = """\
---
kind: {kind}
title: Working document
---
# Working document

## Summary

State what was settled.

## What follows

**Table:** next-{kind}

| Column | Kind | Meaning |
|---|---|---|
| action | text | what is to be done |
| owner | role | who does it |
"""


def practised(shipped: Practice) -> Practice:
    """Return the shipped practice with templates of its own for what these procedures make."""
    kinds = ("terms", "way")
    own = {f"prompts/documents/{kind}.md": TEMPLATE.format(kind=kind) for kind in kinds}
    practice, _ = read_practice({**shipped.sources, **own})
    return practice


def negotiated(agents: tuple[str, ...] = (OFFERS, ANSWERS), **more: Any) -> Workflow:
    step = Step(
        number=1,
        title="Negotiate the terms",
        agents=agents,
        collaboration=Mode.negotiation,
        decider="cm-practice-owner",
        reads=("brief",),
        output="terms.md",
        **{"rounds": 2, **more},
    )
    return Workflow(id="terms", title="Terms", inputs=(Input(name="brief"),), steps=(step,))


def decided(**more: Any) -> Workflow:
    step = Step(
        number=1,
        title="Decide together",
        agents=("cm-analyst", "cm-manager", "platform-liaison"),
        collaboration=Mode.consensus,
        facilitator="cm-analyst",
        decider="cm-practice-owner",
        reads=("brief",),
        output="way.md",
        **more,
    )
    return Workflow(id="way", title="The way", inputs=(Input(name="brief"),), steps=(step,))


def gate() -> Gate:
    outcomes = (Outcome.approve, Outcome.rework, Outcome.reject, Outcome.withdraw)
    return Gate(id="way", seats=(Seat(role="cm-practice-owner"),), outcomes=outcomes)


def text(summary: str, kind: str, *actions: str) -> dict:
    sections = {"summary": summary, "what-follows": "As below."}
    return {
        "sections": [{"id": name, "markdown": words} for name, words in sections.items()],
        "tables": {f"next-{kind}": [{"action": action, "owner": "We"} for action in actions]},
        "open_questions": [],
    }


def offer(summary: str, why: str = "It can be kept.") -> dict:
    return {**text(summary, "terms"), "position": {"stance": "propose", "statement": why}}


def position(stance: str, statement: str) -> dict:
    return {
        "sections": [],
        "tables": {},
        "open_questions": [],
        "position": {"stance": stance, "statement": statement},
    }
