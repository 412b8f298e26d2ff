"""The decision a step needs: stated in a field, implied by its title or output, or hinted."""

import re

from assent.reading.draft import Draft
from assent.reading.gates import check_class, gate, hints, options
from assent.reading.names import slug
from assent.records import Gate, Seat

__all__ = ["decide"]

_GATE_TITLE = re.compile(r"(?:HITL|Human)[ -]?(approval|sign-?off|review|gate)?\s*:\s*(.+)$", re.I)
_CONFIRMS = re.compile(r"^[\s*+-]*(.{0,60}?)\b(?:confirms?|approves?)\s+(.+?)[.]?$", re.I)


def decide(draft: Draft) -> None:
    """Give the step the gate it states, or the one its title or its output implies."""
    output = draft.values.get("output")
    titled = _GATE_TITLE.match(draft.block.title)
    subject = titled[2] if titled else draft.values["title"]
    name = slug(output.removesuffix(".md") if output else subject) or f"step-{draft.block.number}"
    name = slug(draft.fields.flat("gate_id")) or name
    stated = gate(draft.fields, name, draft.setting)
    if stated:
        draft.values["gate"] = stated
        if "gate" in draft.unstated:
            _tell_inferred(draft, stated)
    elif draft.fields.known.keys() & {"approval", "sign_off"}:
        return
    elif titled and not draft.values.get("agents"):
        _reviewed(draft, name, titled)
    elif draft.values.get("output_status", "draft") != "draft" and draft.values.get("agents"):
        kind = "approval" if draft.values["output_status"] == "approved" else "sign-off"
        _inferred_gate(draft, name, kind, draft.values["agents"])
    if not (stated or titled):
        _hinted(draft)


def _reviewed(draft: Draft, name: str, titled: re.Match[str]) -> None:
    """Read a step that is only a decision: who decides, and what is confirmed by name."""
    reviewer = "reviewer"
    confirms: tuple[str, ...] = ()
    for line in draft.values.get("action", "").split("\n"):
        found = _CONFIRMS.match(line)
        if found:
            reviewer = draft.cast.role(found[1]) or reviewer
            confirms = _items(found[2])
            break
    kind = "sign-off" if (titled[1] or "").lower().startswith("sign") else "approval"
    _inferred_gate(draft, name, kind, (reviewer,), confirms)


def _items(text: str) -> tuple[str, ...]:
    names = (part.strip() for part in re.split(r",|\band\b", text))
    cut = (re.sub(r"^(?:the|a|an|its)\s+", "", name) for name in names)
    return tuple(dict.fromkeys(item for item in (slug(name) for name in cut) if item))


def _inferred_gate(
    draft: Draft, name: str, kind: str, roles: tuple[str, ...], confirms: tuple[str, ...] = ()
) -> None:
    seats = tuple(Seat(role=role) for role in roles)
    made = Gate.model_validate(
        {
            "id": name,
            "kind": kind,
            "decision_class": draft.setting.decision_class,
            "seats": seats,
            "confirms": confirms,
            **options(draft.fields, len(seats), draft.setting),
        }
    )
    check_class(made, (draft.block.line, draft.block.column), draft.setting)
    draft.infer("gate", made)
    _tell_inferred(draft, made)


def _tell_inferred(draft: Draft, made: Gate) -> None:
    roles = [seat.role for seat in made.seats]
    message = f"Step {draft.block.number} is read as needing {made.kind} by {', '.join(roles)}."
    kind = "Approval" if made.kind == "approval" else "Sign-off"
    facts = {"kind": kind, "seats": "; ".join(roles)}
    draft.margin.write("gate-inferred", draft.block.line, draft.block.column, message, **facts)


def _hinted(draft: Draft) -> None:
    field = draft.field("action")
    lines = field.lines if field else draft.fields.loose
    text, starts = "", []
    for line in lines:
        starts.append((len(text), line))
        text += line.text.strip() + " "
    for offset, words in hints(text):
        start, line = next((s, ln) for s, ln in reversed(starts) if s <= offset)
        message = f"The words {words!r} speak of a decision by a person; no gate was made of them."
        draft.margin.write("gate-hinted", line.number, line.column + offset - start, message)
