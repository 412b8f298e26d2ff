"""An entry of the log as one sentence: what, and who."""

from collections.abc import Callable, Mapping
from typing import Any

from assent.records import Entry

__all__ = ["sentence"]

_Body = Mapping[str, Any]


def sentence(entry: Entry) -> str:
    """Return what an entry says; one of a kind not known here says its body's facts."""
    told = _SENTENCES.get(entry.kind, _facts)
    try:
        return told(entry.body)
    except KeyError:
        return _facts(entry.body)


def _facts(body: _Body) -> str:
    return ", ".join(f"{name} {_short(value)}" for name, value in body.items() if value)


def _short(value: Any) -> str:
    """Return a value in few letters; a digest by its first twelve."""
    text = str(value)
    return text[7:19] if text.startswith("sha256:") else text


def _opened(body: _Body) -> str:
    return f"{body['requester']} launched {body['workflow']}, number {body['ordinal']}"


def _replied(body: _Body) -> str:
    return f"{body['role']} in step {body['step']} ({body['model']}): {_tokens(body)}"


def _refused(body: _Body) -> str:
    return f"{body['role']} in step {body['step']} ({body['model']}): attempt {body['attempt']}"


def _tokens(body: _Body) -> str:
    about = "about " if body.get("estimated") else ""
    return f"{about}{body['prompt_tokens']} tokens read, {body['completion_tokens']} written"


def _drafted(body: _Body) -> str:
    return f"{body['name']} version {body['version']}, content {_short(body['digest'])}"


def _edited(body: _Body) -> str:
    return f"{', '.join(body['editors'])}: {_drafted(body)}"


def _amounts(more: _Body) -> str:
    return ", ".join(f"{amount:g} more {what}" for what, amount in more.items() if amount)


def _gate(body: _Body) -> str:
    return f"{body['gate']} about {body['subject']}, round {body['round']}"


def _decided(body: _Body) -> str:
    unread = "" if body["shown_at"] else ", not shown the packet"
    return (
        f"{body['approver_identity']} as {body['seat']}: {body['decision']} at {body['gate']}, "
        f"over content {_short(body['subject_digest'])}{unread}"
    )


def _moved(body: _Body) -> str:
    start, end = body["window"]
    void = f"; {body['voids']} is void" if body["voids"] else ""
    return f"{body['person']}: the window is {start} to {end}{void}"


def _overridden(body: _Body) -> str:
    return (
        f"{body['approver_identity']} as {body['seat']}: {body['finding']} of {body['document']} "
        f"at {body['gate']}"
    )


def _discharged(body: _Body) -> str:
    return f"{body['person']} as {body['role']}: {body['condition']} of {body['gate']}"


def _shown(body: _Body) -> str:
    return f"{body['person']}: {body['gate']}, packet {_short(body['packet_digest'])}"


_SENTENCES: dict[str, Callable[[_Body], str]] = {
    "run.opened": _opened,
    "run.stage": lambda body: str(body["stage"]),
    "run.status": lambda body: str(body["status"]),
    "run.rescheduled": _moved,
    "run.withdrawn": lambda body: f"{body['person']}, identity {body['identity_assurance']}",
    "run.closed": lambda body: str(body["status"]),
    "model.replied": _replied,
    "model.refused": _refused,
    "document.drafted": _drafted,
    "document.edited": _edited,
    "document.status": lambda body: f"{body['name']} version {body['version']}: {body['status']}",
    "budget.extended": lambda body: f"{body['person']} as {body['role']}: {_amounts(body['more'])}",
    "gate.opened": _gate,
    "packet.shown": _shown,
    "decision.recorded": _decided,
    "gate.reminded": lambda body: f"{body['gate']} waits for {body['seat']}: {body['why']}",
    "gate.escalated": lambda body: f"{body['gate']} went from {body['seat']} up to {body['to']}",
    "gate.lapsed": lambda body: (
        f"{body['gate']}: {', '.join(body['people'])} may not decide it now"
    ),
    "finding.overridden": _overridden,
    "condition.met": _discharged,
    "condition.waived": _discharged,
    "gate.resolved": lambda body: f"{body['gate']}: {body['verdict']}",
    "gate.voided": lambda body: f"{body['gate']}: {body['why']}",
    "artifact.recorded": lambda body: f"{body['name']}, {_short(body['reference'])}",
}
