"""The body that examines a change request before anybody speaks of it, and what it leaves."""

import json
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from langgraph.types import Command

from assent.canonical import dumps
from assent.change import examine, raised
from assent.compiler.blueprint import Node, NodeKind
from assent.compiler.context import EXECUTING, RunContext
from assent.compiler.state import Body, State
from assent.reading.request import read_request
from assent.records import (
    DraftSection,
    DraftTable,
    Examination,
    Organisation,
    Register,
    Remark,
    RunStatus,
    Weight,
)

__all__ = [
    "EXAMINATION",
    "as_text",
    "examination_of",
    "examination_sections",
    "examining",
    "find_zone",
    "level_of",
    "rules_section",
    "rules_text",
]

EXAMINATION = "intake.examination"
"""The artifact that holds what was found in the request when it arrived."""
_INPUT = "request"
_WEIGHTS = {
    Weight.sends_back: "sends it back",
    Weight.raises: "makes it high",
    Weight.shown: "for the reader",
}


def examining(context: RunContext, node: Node) -> Body:
    """Return the body of an examination: it proceeds, or ends the run as sent back."""
    ways = {b.outcome: b.targets for b in context.blueprint.branches if b.source == node.id}

    async def body(state: State) -> Command[Any]:
        examination = _found_then(context) or _examined(context)
        digest = context.ledger.content.put(dumps(examination.plain()))
        artifacts = {EXAMINATION: digest}
        context.ledger.runs.change(context.lease, artifacts=artifacts)
        update: dict[str, Any] = {
            "contributions": {node.id: {"1": digest}},
            "run": {"artifacts": artifacts},
        }
        if not examination.sent_back:
            return Command(update=update, goto=list(ways["proceed"]))
        why = " ".join(remark.message for remark in examination.sent_back)
        context.ledger.runs.change(context.lease, note=f"Sent back: {why}")
        context.report("sent-back", node.step, detail=why)
        update["run"]["status"] = RunStatus.sent_back.value
        return Command(update=update, goto=list(ways["stopped"]))

    return body


def _found_then(context: RunContext) -> Examination | None:
    """Return what was found when the request arrived, for a run that is built again."""
    digest = context.ledger.runs.row(context.run.id).artifacts.get(EXAMINATION)
    if not context.rebuilding or digest is None:
        return None
    return Examination.model_validate_json(context.ledger.content.get(digest))


def _examined(context: RunContext) -> Examination:
    request = read_request(context.text(context.run.inputs[_INPUT]))
    organisation = context.practice.organisation
    governor = context.governor
    register = governor.look_up(request.record) if governor else Register(governed=False)
    policy = organisation.extra.get("change") or {}
    found = examine(
        request,
        register,
        zones=find_zone,
        home=organisation.time_zone,
        notice_hours=int(policy.get("notice_hours", 0)),
    )
    slot = found.slot(context.run.id)
    if governor is None or slot is None:
        return found
    return found.model_copy(update={"remarks": (*found.remarks, *governor.obstacles(slot))})


def find_zone(name: str) -> ZoneInfo | None:
    """Return the time zone of that IANA name, or None when this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None


def examination_of(context: RunContext, state: State) -> Examination | None:
    """Return what this run's examination found, or None when it has none.

    Once a person moved the window, it is what was found in the request with the new one.
    """
    move = context.ledger.moves.latest(context.run.id)
    if move:
        return move.examination
    for node in context.blueprint.nodes:
        digest = state["contributions"].get(node.id, {}).get("1")
        if node.kind is NodeKind.examine and digest:
            return Examination.model_validate_json(context.ledger.content.get(digest))
    return None


def as_text(examination: Examination) -> str:
    """Return the examination as a brief: what was given, what was read, what was found."""
    rows = [f"- {name}: {value}" for name, value in _stated(examination)]
    found = [f"- {_WEIGHTS[r.weight]}: {_flat(r.message)}" for r in examination.remarks]
    parts = ["# Examination", "", "## What was stated and read", "", *rows, "", "## Findings", ""]
    return "\n".join([*parts, *(found or ["- Nothing was found."])]) + "\n"


def _stated(examination: Examination) -> list[tuple[str, str]]:
    request = examination.request
    own = {f"{name} (as stated)": value for name, value in request.other.items()}
    fields = {**request.plain(), **own}
    stated = [
        (name.replace("_", " "), str(value))
        for name, value in fields.items()
        if name not in {"other", "actions"} and (value or name != "kind")
    ]
    stated += [
        (f"proposed write {i}", json.dumps(row, ensure_ascii=False))
        for i, row in enumerate(request.actions, 1)
    ]
    if examination.target:
        stated.append(("target", examination.target))
    window = examination.window
    if window:
        read = f"{window.start:%Y-%m-%d %H:%M} to {window.end:%Y-%m-%d %H:%M} UTC"
        stated.append(("window in UTC", f"{read}, read in {window.zone}"))
    changes = [(f"change {i}", ask) for i, ask in enumerate(examination.asks, 1)]
    return [(_flat(name), _flat(value) or "not stated") for name, value in (*stated, *changes)]


def _flat(text: str) -> str:
    """Return a text on one line, so that none of it can pass for a line of the brief."""
    return " ".join(text.split())


def level_of(organisation: Organisation) -> str:
    """Return how far a change may go in this practice: ``change.level``, or to execution."""
    return str((organisation.extra.get("change") or {}).get("level") or EXECUTING)


def rules_text(examination: Examination, level: str) -> str:
    """Return what the practice's rules say of tier and level, with their reasons.

    ``level`` is the practice's own: a change may go that far and no farther.
    """
    tier, reasons = raised("low", examination.remarks)
    lines = [f"- {reason}" for reason in reasons] or ["- No rule raises the tier."]
    return "\n".join(
        [
            "# Rules",
            "",
            f"The tier is at least {tier}.",
            *lines,
            "",
            f"The level is {level} at most.",
            f"Only level {EXECUTING} may execute; every other level drafts and proposes.",
            "An agent may propose a higher tier; code raises and never lowers it.",
            "",
        ]
    )


def examination_sections(examination: Examination) -> list[DraftSection]:
    """Return the sections of an intake bundle that code writes: as read, and as found."""
    stated = DraftTable(columns=("Field", "As stated or read"), rows=tuple(_stated(examination)))
    found = DraftTable(columns=("Finding", "Weight", "Code"), rows=tuple(_found(examination)))
    return [
        DraftSection(id="request-as-read", title="Request as read", table=stated),
        DraftSection(
            id="findings-of-the-examination", title="Findings of the examination", table=found
        )
        if found.rows
        else DraftSection(
            id="findings-of-the-examination",
            title="Findings of the examination",
            markdown="Nothing was found.",
        ),
    ]


def rules_section(examination: Examination) -> DraftSection:
    """Return the section of a risk summary that code writes: what the rules make of the tier."""
    tier, reasons = raised("low", examination.remarks)
    lines = [f"- {reason}" for reason in reasons] or ["- No rule raises it."]
    return DraftSection(
        id="tier-by-rule",
        title="Tier by rule",
        markdown="\n".join(
            [f"The rules of the practice make the tier at least {tier}.", "", *lines]
        ),
    )


def _found(examination: Examination) -> list[tuple[str, str, str]]:
    def row(remark: Remark) -> tuple[str, str, str]:
        return remark.message, _WEIGHTS[remark.weight], remark.code

    return [row(remark) for remark in examination.remarks]
