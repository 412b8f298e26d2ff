"""A procedure of one negotiated step or one consensus, and the words for its script."""

from typing import Any

from assent.records import Gate, Input, Mode, Outcome, Seat, Step, Workflow

BRIEF = "# Facts\n\n- Queries are answered within 6 working hours today.\n"
OFFERS = "cm-manager"
ANSWERS = "change-representative"
RULES = "ines-okafor"


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


def text(summary: str, stance: str | None = None, statement: str = "", **more: Any) -> dict:
    """Return a whole draft; with a stance, also where its author stands."""
    sections = {"summary": summary, "contributions": "None.", "what-follows": "Nothing."}
    reply = {
        "sections": [{"id": name, "markdown": words} for name, words in sections.items()],
        "tables": {"actions": []},
        "open_questions": [],
        **more,
    }
    return {**reply, "position": {"stance": stance, "statement": statement}} if stance else reply


def offer(summary: str, why: str = "It can be kept.") -> dict:
    return text(summary, "propose", why)


def position(stance: str, statement: str) -> dict:
    return {
        "sections": [],
        "tables": {},
        "open_questions": [],
        "position": {"stance": stance, "statement": statement},
    }
