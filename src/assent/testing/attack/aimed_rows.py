"""Attacks aimed at what the store holds, and what the guards are replaced by."""

import zlib
from typing import Any

from assent.canonical import dumps
from assent.errors import IntegrityError
from assent.records import RunStatus
from assent.testing.attack import duties
from assent.testing.attack.aiming import Aim, Shot
from assent.testing.attack.facts import Tally
from assent.testing.attack.larkmoor import REQUESTER, launch_of
from assent.testing.attack.rows import forge_an_approval

__all__ = [
    "a_gate_changed",
    "a_plan_replaced",
    "a_run_changed",
    "a_run_revived",
    "an_approval_forged",
    "an_entry_changed",
    "late",
]


def an_approval_forged(aim: Aim) -> Tally:
    """Rows say that somebody entitled approved, and the plan is executed on them."""
    shot = aim.shot(launch_of("lamp-staging"), "planned")
    forge_an_approval(shot.world, shot.tables(), shot.gate.opened.id)
    shot.execute()
    return shot.tally()


def a_run_revived(aim: Aim) -> Tally:
    """A run is withdrawn, its row says that it goes on, and its plan is executed."""
    shot = aim.shot(launch_of("lamp-staging"), "approved")
    duties.withdraw(shot.world, shot.run, "Not needed any more.", REQUESTER)
    _change(shot, "runs", status="parked")
    shot.execute()
    return shot.tally()


def a_plan_replaced(aim: Aim) -> Tally:
    """The bytes of the approved plan are those of another one."""
    shot = aim.shot(launch_of("lamp-staging"), "approved")
    body = zlib.compress(dumps(shot.drawn("black").plain()))
    tables = shot.tables()
    (row,) = [row for row in tables.rows("content") if row["digest"] == shot.plan]
    tables.replace("content", row, {**row, "body": body, "size": len(body)})
    shot.execute()
    return shot.tally()


def late(aim: Aim) -> Tally:
    """A run is changed under a lease that somebody else has taken over."""
    shot = aim.shot(launch_of("lamp-staging"), "approved")
    ledger = shot.world.runner.ledger
    first, _ = (ledger.leases.take(shot.run, h, gone=lambda _: True) for h in ("one", "two"))
    told = shot.world.call(ledger.runs.change, first, status=RunStatus.running)
    if not isinstance(told, BaseException):
        shot.world.judge.tally.breach("state", "a run was changed under a lost lease")
    return shot.tally()


def an_entry_changed(aim: Aim) -> Tally:
    """An entry of the log says something else than what those after it were made over."""
    shot = aim.shot(launch_of("lamp-staging"), "approved")
    tables = shot.tables()
    (row,) = [r for r in tables.rows("entries") if r["kind"] == "gate.opened"][:1]
    leaf = row["leaf"].replace(b"2026-11-24T10", b"2026-11-24T09")
    tables.replace("entries", row, {**row, "leaf": leaf})
    return _verified(shot)


def a_run_changed(aim: Aim) -> Tally:
    """A run's row says that it stands elsewhere."""
    shot = aim.shot(launch_of("lamp-staging"), "approved")
    _change(shot, "runs", stage="execution")
    return _verified(shot)


def a_gate_changed(aim: Aim) -> Tally:
    """A gate's row says that it was voided, and it was resolved."""
    shot = aim.shot(launch_of("lamp-staging"), "approved")
    _change(shot, "gates", state="void")
    return _verified(shot)


def _change(shot: Shot, table: str, **changed: Any) -> None:
    tables = shot.tables()
    row = tables.rows(table)[-1]
    tables.replace(table, row, {**row, **changed})


def _verified(shot: Shot) -> Tally:
    told = shot.world.call(shot.world.runner.ledger.verify)
    if not isinstance(told, IntegrityError):
        shot.world.judge.tally.breach("hidden", "verify finds nothing")
    return shot.tally()
