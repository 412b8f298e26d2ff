"""Checking the whole ledger: the chain, the rows it vouches for, and the content."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from assent.canonical import digest_of
from assent.errors import IntegrityError
from assent.ledger.content import Content
from assent.ledger.intact import intact
from assent.ledger.log import Log
from assent.ledger.owing import Owing
from assent.ledger.signatures import signed
from assent.ports import Row, Store, Transaction
from assent.records import GateState, Procedure, RunStatus

__all__ = ["verify"]

_PAGE = 500


def verify(store: Store, log: Log, content: Content) -> None:
    """Check everything that is kept.

    Raises:
        IntegrityError: Names the first thing that is not what it was.
    """
    log.verify()
    with store.transaction() as tx:
        for run in tx.rows("runs"):
            log.vouched(tx, run["record"], run["opened"])
            _documents(tx, log, run["id"])
            _gates(tx, log, run["id"])
            _overrides(tx, run["id"])
            _conditions(tx, Owing(log, content), run["id"])
            _replies(tx, run["id"])
            _executions(tx, log, run["id"])
            _moves(tx, run["id"])
            _told(tx, run)
            _marked(tx, run["id"])
        _signatures(tx, log, content)
    for name in _digests(store):
        content.get(name)


def _documents(tx: Transaction, log: Log, run_id: str) -> None:
    for document in tx.rows("documents_of_run", run_id=run_id):
        log.vouched(tx, document["record"], document["entry"])
        _kept(tx, document["digest"], document["name"])


def _gates(tx: Transaction, log: Log, run_id: str) -> None:
    for gate in tx.rows("gates_of_run", run_id=run_id):
        log.vouched(tx, gate["record"], gate["entry"])
        _kept(tx, gate["packet_digest"], gate["id"])
        if gate["resolution"] is not None:
            log.vouched(tx, gate["resolution"], gate["closed"])
        if (gate["closed"] is None) is not (gate["state"] == GateState.open.value):
            raise _untold(gate["id"], "state")
        for query in ("decisions", "deferrals"):
            for said in tx.rows(query, gate=gate["id"]):
                log.vouched(tx, said["record"], said["entry"])


def _signatures(tx: Transaction, log: Log, content: Content) -> None:
    """Check that every part of what was signed is still there to be shown."""
    for one in signed(tx, log):
        _kept(tx, one.signature.form, f"the signature of {one.signature.workflow}")
        with intact(f"procedure {one.signature.workflow!r}"):
            body = content.get_in(tx, one.signature.procedure)
            procedure = Procedure.model_validate_json(body)
        for name, part in {**procedure.parts, "its reading": procedure.reading}.items():
            _kept(tx, part, f"{name} as it was signed")


def _overrides(tx: Transaction, run_id: str) -> None:
    """Compare the findings that decisions override with those that the log says they do."""
    stated: Counter[str] = Counter()
    for gate in tx.rows("gates_of_run", run_id=run_id):
        for said in tx.rows("decisions", gate=gate["id"]):
            for one in json.loads(said["record"]).get("overrides", ()):
                stated[digest_of([gate["id"], one["finding"], digest_of(one)])] += 1
    for row in tx.rows("entries_of_kind", run_id=run_id, kind="finding.overridden"):
        body = json.loads(row["leaf"])["body"]
        stated[digest_of([body["gate"], body["finding"], body["override"]])] -= 1
    if any(stated.values()):
        raise _untold(run_id, "overridden findings")


def _conditions(tx: Transaction, owing: Owing, run_id: str) -> None:
    """Check that each condition was closed once, and that nothing else was."""
    owed = [one.id for one in owing.of(tx, run_id)]
    for one in owing.discharges(tx, run_id):
        if one.run_id != run_id or one.condition not in owed:
            raise _untold(one.condition, "closing")
        owed.remove(one.condition)


def _executions(tx: Transaction, log: Log, run_id: str) -> None:
    """Check that executions and effects stand where the last word of the log left them."""
    last: dict[str, int] = {}
    for row in tx.rows("entries_of_run", run_id=run_id, after=0):
        body = json.loads(row["leaf"])["body"]
        if "record" in body and row["kind"].startswith(("execution.", "effect.")):
            last[body.get("key") or body["plan"]] = row["sequence"]
    for execution in tx.rows("executions_of_run", run_id=run_id):
        log.vouched(tx, execution["record"], execution["entry"])
        _kept(tx, execution["plan"], f"the execution on {execution['gate']}")
        if last.pop(execution["plan"], None) != execution["entry"]:
            raise _untold(execution["plan"], "state")
        for effect in tx.rows("effects_of_plan", plan=execution["plan"]):
            log.vouched(tx, effect["record"], effect["entry"])
            if last.pop(effect["key"], None) != effect["entry"]:
                raise _untold(effect["key"], "state")
    if last:
        raise _untold(next(iter(last)), "row")


def _replies(tx: Transaction, run_id: str) -> None:
    for reply in tx.rows("replies_of_run", run_id=run_id):
        _kept(tx, reply["reply_digest"], reply["node"])
        (logged,) = tx.rows("entry", sequence=reply["entry"])
        body = json.loads(logged["leaf"])["body"]
        for name in ("request_digest", "reply_digest", "contribution"):
            if body.get(name) != reply[name]:
                raise _untold(reply["node"], name)


def _moves(tx: Transaction, run_id: str) -> None:
    """Check that what was found in each moved window is kept; the content checks itself."""
    for row in tx.rows("entries_of_kind", run_id=run_id, kind="run.rescheduled"):
        _kept(tx, json.loads(row["leaf"])["body"]["record"], "a moved window")


def _told(tx: Transaction, run: Row) -> None:
    """Compare what changes in a run with what the log tells."""
    told: dict[str, Any] = {"status": RunStatus.running.value, "stage": None, "artifacts": {}}
    for row in tx.rows("entries_of_run", run_id=run["id"], after=0):
        body = json.loads(row["leaf"])["body"]
        if row["kind"] == "artifact.recorded":
            told["artifacts"][body["name"]] = body["reference"]
        elif row["kind"].startswith("run."):
            told |= {name: body[name] for name in ("status", "stage") if name in body}
    with intact(f"run {run['id']!r}"):
        found = {**run, "artifacts": json.loads(run["artifacts"])}
    for name, value in told.items():
        if found[name] != value:
            raise _untold(run["id"], name)


def _marked(tx: Transaction, run_id: str) -> None:
    """Compare where the documents of a run stand with what the log tells."""
    marks: dict[tuple[str, int], str] = {}
    for row in tx.rows("entries_of_kind", run_id=run_id, kind="document.status"):
        body = json.loads(row["leaf"])["body"]
        marks[body["name"], body["version"]] = body["status"]
    for document in tx.rows("documents_of_run", run_id=run_id):
        drafted = json.loads(document["record"])["status"]
        if document["status"] != marks.get((document["name"], document["version"]), drafted):
            raise _untold(document["name"], "status")


def _kept(tx: Transaction, digest: str, what: str) -> None:
    if not tx.rows("content_size", digest=digest):
        raise IntegrityError(f"{what!r} names content {digest}, which is not in the store.")


def _untold(what: str, field: str) -> IntegrityError:
    return IntegrityError(
        f"the {field} of {what!r} is not what the log tells; it was changed outside assent. "
        "Restore the store from a copy."
    )


def _digests(store: Store) -> Iterator[str]:
    after = ""
    while True:
        with store.transaction() as tx:
            page = tx.rows("content_digests", after=after, most=_PAGE)
        if not page:
            return
        yield from (row["digest"] for row in page)
        after = page[-1]["digest"]
