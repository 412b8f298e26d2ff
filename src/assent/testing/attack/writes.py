"""Which writes may be made: the rules of the judge, each with the sentence it is broken with."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from assent.records import Instant, Plan, PlanMode
from assent.testing.attack.facts import GateFact, RunFact, key_of, settings_of
from assent.testing.attack.judge import Judge
from assent.testing.attack.recording import Attempt

__all__ = ["came_about", "hear", "wrong_with"]

_LADDER = ("A0", "A1", "A2", "A3")


def hear(attempt: Attempt, judge: Judge) -> None:
    """Hear of a write that is about to be made, and judge it."""
    judge.tally.attempts += 1
    wrong = wrong_with(attempt, judge)
    if wrong:
        what = f"{attempt.tool} on {attempt.target.name} at {attempt.at:%Y-%m-%d %H:%M}"
        judge.tally.breach("write", f"{what}: {wrong}")


def came_about(attempt: Attempt, judge: Judge) -> None:
    """Hear that a write was made; the same one twice is a breach, whoever approved it."""
    if attempt.key in judge.made:
        judge.tally.breach("write", f"{attempt.tool} on {attempt.target.name}: made twice")
    wanted = attempt.action.expected
    if any(attempt.found.get(name) != version for name, version in wanted.items()):
        judge.tally.breach("write", f"{attempt.tool} on {attempt.target.name}: it had moved")
    judge.tally.made += 1
    judge.made[attempt.key] = attempt.at


def wrong_with(attempt: Attempt, judge: Judge) -> str:
    """Return why a write is outside an approved plan, or nothing."""
    if attempt.key not in judge.keys:
        return "no plan that anybody was asked about has this write"
    run, name, index, kind = judge.keys[attempt.key]
    plan, fact = judge.plans[name], judge.runs[run]
    reasons = [_as_planned(attempt, plan, index, kind), _of_now(attempt, plan, judge)]
    if kind == "undo":
        made = key_of(run, name, index, "action") in judge.made
        reasons.append("" if made else "what is undone was never written")
    else:
        reasons += [*_rules(attempt, plan, name, fact, judge)]
    return next(filter(None, reasons), "")


def _as_planned(attempt: Attempt, plan: Plan, index: int, kind: str) -> str:
    action = plan.actions[index - 1]
    wanted = action if kind == "action" else action.inverse()
    if attempt.action.plain() != wanted.plain():
        return "it is not the write of the plan"
    if attempt.tool != action.tool or attempt.descriptor != plan.tools.get(action.tool):
        return "the tool is not the one planned with"
    if attempt.target.record_digest != plan.targets.get(action.target):
        return "the target is not the one planned with"
    return ""


def _of_now(attempt: Attempt, plan: Plan, judge: Judge) -> str:
    """What holds for writes and for the way back alike."""
    if judge.stopped:
        return "all writes are stopped"
    if plan.mode is PlanMode.dry_run:
        return "it is a dry run"
    target = attempt.target
    stated = settings_of(judge.organisation, target.name, plan.mode.value)
    if stated != {"kind": target.kind, **target.settings}:
        return "practice.yaml names another target"
    return ""


def _rules(attempt: Attempt, plan: Plan, name: str, run: RunFact, judge: Judge) -> Iterator[str]:
    gates = [f for f in judge.gates.values() if f.opened.bound.plan == name]
    same = [f for f in judge.gates.values() if f.opened.run_id == run.id]
    approving = [fact for fact in gates if fact.opened.run_id == run.id and judge.approved(fact)]
    start, end = plan.window
    yield "" if approving else "nobody entitled approved the plan"
    if not approving:
        return
    fact = approving[-1]
    newest = [f for f in same if f.opened.gate.id == fact.opened.gate.id][-1]
    yield "" if fact.honest else "the packet does not show what is written"
    yield "" if plan.run_id == run.id else "the plan is of another run"
    yield "" if newest is fact else "a newer packet was opened"
    edits = run.edited.get(fact.opened.subject, 0)
    yield "" if not edits else "the document was changed after the approval"
    yield "" if not run.ended else "the run has ended"
    yield "" if start <= attempt.at < end else "outside the change window"
    yield "" if attempt.at >= _latest(fact, plan, name, judge) else "the clock was set back"
    expires = fact.opened.expires_at
    yield "" if expires is None or attempt.at < expires else "the approval has expired"
    yield "" if plan.moves == run.moves else "the window was moved"
    yield _of_calendar(attempt, judge)
    yield _of_level(plan, run, judge)
    yield (
        ""
        if plan.mode is not PlanMode.live or judge.signs(run.text)
        else "the procedure is not signed"
    )
    yield _of_tier(plan, judge)


def _latest(fact: GateFact, plan: Plan, name: str, judge: Judge) -> Instant:
    """Return the newest moment of the approval and of the writes made on it."""
    said = [s.at for s in judge.said if s.gate == fact.opened.id]
    keys = [key_of(plan.run_id, name, a.index, "action") for a in plan.actions]
    return max([*said, *(judge.made[k] for k in keys if k in judge.made)])


def _of_level(plan: Plan, run: RunFact, judge: Judge) -> str:
    ladder = tuple(judge.organisation.levels) or _LADDER
    if plan.governance_level != "A3" or "A3" not in ladder:
        return "the level allows no execution"
    if run.most in _LADDER and _LADDER.index(run.most) < _LADDER.index("A3"):
        return f"the practice goes to {run.most}"
    return ""


def _of_calendar(attempt: Attempt, judge: Judge) -> str:
    """Tell of a freeze for everything; what calendars say besides is tried elsewhere."""
    zone = ZoneInfo(judge.organisation.time_zone)
    now = attempt.at.astimezone(zone).replace(tzinfo=None)
    freezes = judge.organisation.calendar.freezes
    over = any(f.starts <= now < f.ends for f in freezes if not (f.allows.kinds or f.allows.tiers))
    return "the calendar is frozen" if over else ""


def _of_tier(plan: Plan, judge: Judge) -> str:
    irreversible = any(action.irreversible for action in plan.actions)
    if plan.tier != "high" and (irreversible or judge.grave(plan)):
        return "the tier is too low"
    if irreversible and not plan.restore_point.strip():
        return "it cannot be undone, and there is no restore point"
    return ""
