"""The guards of what is kept: rows, content, leases and the log; and of what is drafted."""

from assent.testing.attack import aimed_decisions as decisions
from assent.testing.attack import aimed_documents as documents
from assent.testing.attack import aimed_rows as rows
from assent.testing.attack import standins
from assent.testing.attack.guards import Guard, executes, no

__all__ = ["DOCUMENTS", "RECORDS"]

_PLANNING, _TELLING = "assent.compiler.planning", "assent.ledger.telling"

RECORDS: tuple[Guard, ...] = (
    Guard(
        "ledger",
        "a gate that is closed takes no decision",
        (("assent.ledger.standing:Standing.waiting", standins.always_waiting),),
        decisions.at_a_closed_gate,
    ),
    Guard(
        "ledger",
        "rows are believed only as the log vouches for them",
        (("assent.ledger.log:Log.vouched", lambda _: lambda _self, _tx, record, _n: record),),
        rows.an_approval_forged,
    ),
    Guard(
        "ledger",
        "an end is believed from the log",
        (("assent.ledger.runs:_told", lambda _: lambda _tx, row: row),),
        rows.a_run_revived,
    ),
    Guard(
        "ledger",
        "bytes are those of their digest",
        (
            ("assent.ledger.content:Content.get_in", standins.unchecked),
            executes("bound"),
        ),
        rows.a_plan_replaced,
        also="the digest that is taken again of the plan before each write",
    ),
    Guard(
        "ledger",
        "a lease that was lost writes nothing",
        (no("assent.ledger.leases:Leases.held"),),
        rows.late,
    ),
    Guard(
        "ledger",
        "the chain of the log is whole",
        (no("assent.ledger.log:Log.verify"),),
        rows.an_entry_changed,
    ),
    Guard(
        "ledger",
        "runs stand where the log tells",
        (no(f"{_TELLING}:_run"),),
        rows.a_run_changed,
    ),
    Guard(
        "ledger",
        "gates stand where the log tells",
        (no(f"{_TELLING}:_ended"),),
        rows.a_gate_changed,
    ),
)

DOCUMENTS: tuple[Guard, ...] = (
    Guard(
        "compiler",
        "an agent lifts no level above the practice's",
        ((f"{_PLANNING}:_capped", lambda _: lambda level, _o: level),),
        documents.level_lifted,
    ),
    Guard(
        "compiler",
        "rules raise the tier, whatever an agent says",
        ((f"{_PLANNING}:raised", lambda _: lambda proposed, _r: (proposed, ())),),
        documents.tier_lowered,
    ),
    Guard(
        "compiler",
        "documents in a state are the ledger's",
        (no("assent.compiler.vouching:check_state"),),
        documents.foreign_document,
    ),
    Guard(
        "compiler",
        "the plan in a state is the one that was drawn",
        (("assent.compiler.vouching:unfounded", lambda _: lambda *_: ""),),
        documents.foreign_plan,
    ),
    Guard(
        "compiler",
        "a state leaves nothing out",
        (("assent.compiler.standing:left_out", lambda _: lambda *_: ""),),
        documents.plan_struck_out,
    ),
    Guard(
        "compiler",
        "a run closes on approvals",
        (no("assent.compiler.ending:check_closed"),),
        documents.closed_by_goto,
    ),
    Guard(
        "runner",
        "a signature covers cards and prompts",
        tuple(
            (f"assent.runner.{r}:procedure_of", standins.workflow_only)
            for r in ("signing", "launching")
        ),
        documents.changed_after_signing,
    ),
    Guard(
        "runner",
        "who acts is recognised",
        (("assent.runner.opened:recognise", standins.anybody),),
        documents.in_anothers_name,
    ),
    Guard(
        "runner",
        "a run is withdrawn by who asked or decides",
        (no("assent.runner.withdrawing:check_concern"),),
        documents.withdrawn_by_anybody,
    ),
)
