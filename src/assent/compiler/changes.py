"""What a packet says of a change of records: the request, its bounds, and each write."""

import json
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assent.change import raised
from assent.compiler.context import RunContext
from assent.compiler.examining import examination_of
from assent.compiler.planning import assessed
from assent.compiler.state import State
from assent.records import Action, Examination, Plan
from assent.records.packet import Change, Write

__all__ = ["change_of", "request_of", "written"]

_PLACES = ("path", "pointer", "table", "key")


def request_of(examination: Examination | None) -> tuple[tuple[str, str], ...]:
    """Return what a request asks for and why, in its own words; what it leaves out is left out."""
    if examination is None:
        return ()
    request = examination.request
    known = (request.id, f"on {request.record}" if request.record else "")
    named = " ".join(part for part in known if part)
    stated = [
        ("Request", f"{named}: {request.asks}" if named else request.asks),
        ("Because", request.reason),
        ("Impact", request.impact),
        ("Back-out", request.rollback),
    ]
    return tuple((name, text) for name, text in stated if text.strip())


def change_of(context: RunContext, state: State, plan: Plan | None) -> Change | None:
    """Return what the change is bound to, by the plan or else by the assessment so far."""
    examination = examination_of(context, state)
    if examination is None:
        return None
    tier, level = assessed(context, state, examination)
    window = examination.window
    span = plan.window if plan else ((window.start, window.end) if window else None)
    return Change(
        mode=plan.mode.value if plan else _mode(context),
        tier=plan.tier if plan else tier,
        ruled=raised("low", examination.remarks)[0],
        level=_spoken(plan.governance_level if plan else level, context),
        window=_spelled(span, context.practice.organisation.time_zone) if span else (),
        plan=plan.record_digest if plan else None,
        restore_point=plan.restore_point if plan else "",
    )


def written(plan: Plan | None) -> tuple[Write, ...]:
    """Return each write of the plan under decision, as it was simulated."""
    return tuple(_write(action) for action in plan.actions) if plan else ()


def _write(action: Action) -> Write:
    return Write(
        index=action.index,
        tool=action.tool,
        target=action.target,
        place=_place(action),
        before=action.before,
        after=action.after,
        irreversible=action.irreversible,
        check=_check(action.stated),
        difference=action.diff,
    )


def _place(action: Action) -> str:
    """Return where a write goes: by the arguments that name a place, else by its tool."""
    named = [str(action.arguments[n]) for n in _PLACES if n in action.arguments]
    return " ".join(named) or action.tool


def _check(stated: dict[str, Any] | None) -> str:
    if stated is None:
        return ""
    if "value" not in stated:
        return f"{stated['pointer']} must be absent"
    return f"{stated['pointer']} must be {json.dumps(stated['value'], ensure_ascii=False)}"


def _spoken(level: str, context: RunContext) -> str:
    """Return a governance level with what practice.yaml calls it."""
    about = context.practice.organisation.levels.get(level, "").partition(":")[0].strip()
    return f"{level}, {about.lower()}" if about else level


def _mode(context: RunContext) -> str:
    digest = context.run.inputs.get("mode")
    return context.text(digest).strip() if digest else "dry-run"


def _spelled(span: tuple[datetime, datetime], zone: str) -> tuple[str, ...]:
    """Return a span in the practice's own zone and in UTC."""
    try:
        home = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        home = None
    own = (f"{_between(span, home)}, the time of {zone}",) if home and zone != "UTC" else ()
    return (*own, _between(span, UTC))


def _between(span: tuple[datetime, datetime], zone: tzinfo) -> str:
    start, end = (moment.astimezone(zone) for moment in span)
    day = "" if start.date() == end.date() else f"{end:%a %Y-%m-%d} "
    return f"{start:%a %Y-%m-%d %H:%M} to {day}{end:%H:%M} {end:%Z}"
