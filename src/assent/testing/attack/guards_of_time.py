"""The guards of what comes between asking and doing: time, findings, conditions, classes."""

from assent.testing.attack import aimed_findings as findings
from assent.testing.attack import aimed_time as time
from assent.testing.attack import standins
from assent.testing.attack.guards import Guard, executes, no

__all__ = ["TIME"]

_OVERRIDING = "assent.authority.overriding"

TIME: tuple[Guard, ...] = (
    Guard("execution", "the calendar leaves the window free", (executes("calendar"),), time.frozen),
    Guard(
        "execution",
        "no other change of the record goes first",
        (executes("collision"),),
        time.collided,
    ),
    Guard(
        "execution",
        "the window is the one asked for last",
        (executes("moved"), executes("approved")),
        time.moved_since,
        also="the approval, which moving the window voids",
    ),
    Guard(
        "runner",
        "a window is moved by who asked or decides",
        (no("assent.runner.rescheduling:check_concern"),),
        time.moved_by_anybody,
    ),
    Guard(
        "ledger",
        "an approval is judged again before a run goes on",
        (("assent.ledger.gates:Gates.lapse", lambda _: lambda of, ref, *_: of.resolution(ref)),),
        time.lapsed,
    ),
    Guard(
        "ledger",
        "an approval that lapsed stays lapsed",
        (no("assent.ledger.standing:Standing._never_lapsed"),),
        time.lapsed_and_revived,
    ),
    Guard(
        "ledger",
        "a gate's time is over by the ledger's own clock",
        (no("assent.ledger.gates:_unexpired"),),
        time.decided_late,
    ),
    Guard(
        "authority",
        "a seat is filled by a role that it went up to",
        (("assent.authority.deciding:_authorised", standins.any_role_of_theirs),),
        time.acting_for_a_seat,
    ),
    Guard(
        "authority",
        "at tier high a person was shown the packet",
        (no("assent.ledger.gates:shown"),),
        findings.never_shown,
    ),
    Guard(
        "authority",
        "a condition is met by who may say so",
        (no("assent.ledger.obligations:may_discharge"),),
        findings.met_by_anybody,
    ),
    Guard(
        "ledger",
        "a run closes on no open condition",
        (
            no("assent.ledger.runs:Runs._settled"),
            ("assent.ledger.obligations:Obligations.open", lambda _: lambda *_: []),
        ),
        findings.closed_with_a_condition_open,
        also="the last node, which rests while one is open",
    ),
    Guard(
        "authority",
        "a matter is approved by a role that decides its class",
        (("assent.compiler.packing:deciders", lambda _: lambda *_: ()),),
        findings.approved_by_who_advises,
    ),
    Guard(
        "authority",
        "a budget is extended by somebody else",
        (("assent.runner.spending:may_extend", lambda _: lambda *_: "cm-manager"),),
        findings.extended_by_its_requester,
    ),
    Guard(
        "authority",
        "a major finding is answered",
        (no("assent.authority.deciding:answered"),),
        findings.passed_over,
    ),
    Guard(
        "authority",
        "an override quotes the finding",
        (no(f"{_OVERRIDING}:_quoted"),),
        findings.not_quoted,
    ),
    Guard(
        "authority",
        "an override says why",
        (no(f"{_OVERRIDING}:_argued"),),
        findings.not_argued,
    ),
    Guard(
        "authority",
        "an external finding is not overridden",
        ((f"{_OVERRIDING}:is_external", lambda _: lambda *_: False),),
        findings.external_overridden,
    ),
    Guard(
        "authority",
        "a finding is overridden from a seat that may",
        (no(f"{_OVERRIDING}:_entitled"),),
        findings.overridden_from_another_seat,
    ),
)
