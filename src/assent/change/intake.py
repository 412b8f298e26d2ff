"""Examining a change request: what is missing, what is odd, what sends it back."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from assent.change.window import Zones, read_window
from assent.records import (
    ChangeRequest,
    Examination,
    Register,
    Remark,
    Weight,
    WindowRead,
)

__all__ = ["examine", "examine_again"]

_NOTHING = re.compile(r"(?i)\s*(n/?a|none|nil|not applicable|-+)?\s*(\(.*\))?\s*\.?\s*")
_VERB = r"(?:set|add|remove|give|change|delete|replace|grant|revoke|rename|move)\b"
_AND = re.compile(rf"(?i)\s*(?:,\s*and|;|,|\band)\s+(?={_VERB})")
_OTHERS = re.compile(r"(?i)needs? (?:a|an|the) [\w -]*?(?:approver|engineer|team|supplier|owner)")
_WANTED = {
    "requester": "who asks",
    "reason": "why",
    "impact": "which services it touches",
    "plan": "its steps",
    "validation": "how success is told",
    "communication": "who is told",
    "contacts": "whom to call",
}


def examine(
    request: ChangeRequest, register: Register, *, zones: Zones, home: str, notice_hours: int
) -> Examination:
    """Return what code finds in a request. It decides nothing but what goes back."""
    window, on_window = read_window(request.window, zones, home)
    asks = tuple(part.strip(" .") for part in _AND.split(request.asks) if part.strip(" ."))
    remarks = [
        *_missing(request),
        *on_window,
        *_record(request, register),
        *_several(asks),
        *_notice(request.raised, window, notice_hours),
        *_rollback(request, register),
        *_critical(request, register),
    ]
    return Examination(
        request=request,
        asks=asks,
        window=window,
        remarks=tuple(remarks),
        target=register.target,
    )


def examine_again(
    before: Examination, window: str, *, at: datetime, zones: Zones, home: str, notice_hours: int
) -> Examination:
    """Return what code finds in a request whose window somebody moved at a moment.

    Notice is counted from that moment, since nobody could know of the new window before; for
    a window that is open already there is none.
    """
    read, on_window = read_window(window, zones, home)
    at = min(at, read.start) if read else at
    kept = [remark for remark in before.remarks if remark not in before.timed]
    remarks = [*kept, *on_window, *_notice(at.isoformat(), read, notice_hours)]
    request = before.request.model_copy(update={"window": window})
    return before.model_copy(update={"request": request, "window": read, "remarks": tuple(remarks)})


def _missing(request: ChangeRequest) -> Iterable[Remark]:
    if not request.asks:
        yield Remark(
            code="change-missing",
            weight=Weight.sends_back,
            message="The request does not say what is to be changed.",
        )
    absent = [why for field, why in _WANTED.items() if not getattr(request, field)]
    if absent:
        message = f"The request does not say {', '.join(absent)}."
        yield Remark(code="fields-missing", weight=Weight.shown, message=message)


def _record(request: ChangeRequest, register: Register) -> Iterable[Remark]:
    if not register.governed:
        yield Remark(
            code="target-ungoverned",
            weight=Weight.shown,
            message="No governed target: nothing will be written; people carry the plan out.",
        )
    elif not request.record:
        yield Remark(
            code="record-missing",
            weight=Weight.sends_back,
            message="The request names no record.",
        )
    elif not register.checked:
        yield Remark(
            code="record-unchecked",
            weight=Weight.raises,
            message=f"No target holds records: nobody can tell of '{request.record}' whether it "
            "exists or is critical.",
        )
    elif not register.exists:
        yield Remark(
            code="record-unknown",
            weight=Weight.sends_back,
            message=f"There is no record '{request.record}'.",
        )


def _several(asks: tuple[str, ...]) -> Iterable[Remark]:
    if len(asks) > 1:
        listed = "; ".join(f"({i}) {ask}" for i, ask in enumerate(asks, 1))
        message = f"The request holds {len(asks)} changes in one: {listed}."
        yield Remark(code="changes-several", weight=Weight.shown, message=message)


def _notice(stated: str, window: WindowRead | None, notice_hours: int) -> Iterable[Remark]:
    try:
        raised = datetime.fromisoformat(stated)
    except ValueError:
        yield Remark(
            code="raised-unknown",
            weight=Weight.shown,
            message="The request does not say when it was raised, so its notice is not known.",
        )
        return
    if window is None:
        return
    raised = raised if raised.tzinfo else raised.replace(tzinfo=window.start.tzinfo)
    notice = window.start - raised
    if notice < timedelta(hours=notice_hours):
        hours = notice / timedelta(hours=1)
        message = f"The notice is {hours:g} hours; {notice_hours} are asked for."
        yield Remark(code="notice-short", weight=Weight.raises, message=message)


def _rollback(request: ChangeRequest, register: Register) -> Iterable[Remark]:
    if _NOTHING.fullmatch(request.rollback):
        said = f"says '{request.rollback.strip()}'" if request.rollback.strip() else "says nothing"
        weight = Weight.sends_back if register.critical else Weight.raises
        where = " of a critical record" if register.critical else ""
        message = f"The request {said} about undoing the change{where}."
        yield Remark(code="rollback-missing", weight=weight, message=message)
    elif not request.rollback_by:
        other = _OTHERS.search(request.rollback)
        message = "The request does not say who may undo the change"
        message += f": '{other[0]}'." if other else "."
        weight = Weight.raises if other else Weight.shown
        yield Remark(code="rollback-nobody", weight=weight, message=message)


def _critical(request: ChangeRequest, register: Register) -> Iterable[Remark]:
    if register.critical:
        message = f"The record '{request.record}' is critical."
        yield Remark(code="record-critical", weight=Weight.raises, message=message)
    spoken = [sign for sign in register.signs if sign.lower() in request.asks.lower()]
    if spoken:
        message = f"The request touches '{spoken[0]}', by which a record is told to be critical."
        yield Remark(code="criticality-touched", weight=Weight.raises, message=message)
