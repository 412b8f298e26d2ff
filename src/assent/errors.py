"""Every refusal of assent, in one tree, grouped by what the reader must do next.

::

    AssentError
    ├── CallError                      exit 2: correct the call or the document
    │   ├── NotCanonicalError          text or data that has no single byte form
    │   ├── InvalidNameError           an id or document name outside the allowed letters
    │   ├── DocumentError              documents with findings that are errors
    │   ├── PracticeNotFoundError      no practice at that place
    │   ├── PlaceTakenError            files that a new practice would overwrite
    │   ├── UnknownWorkflowError
    │   ├── UnknownRoleError
    │   ├── UnboundRoleError           a generic role that launch did not bind
    │   ├── UnknownPersonError
    │   ├── UnknownRunError
    │   ├── UnknownGateError
    │   ├── UnknownDocumentError
    │   ├── UnknownConditionError      the run has no condition of that id
    │   ├── AmbiguousReferenceError    a prefix that fits several things, or is too short
    │   ├── InputError                 launch inputs missing, unknown or unusable
    │   ├── TextRefusedError           an edited text that cannot become a version
    │   ├── UnusedScriptError          a test's script was not used up
    │   ├── CassetteError              a recording that is missing, spoilt, or not heard to its end
    │   ├── RecordingModeError         ASSENT_RECORD names no mode, or may not be set here
    │   ├── NobodyDecidesError         no seat of a gate may decide a matter of its class
    │   ├── BlueprintError             a workflow that cannot become a sound graph
    │   ├── UnknownProviderError       practice.yaml names a model provider that does not exist
    │   ├── ModelSettingError          a setting of a model that is missing, unknown or unusable
    │   ├── WritingToolError           a tool that writes was offered to an agent
    │   ├── UnknownToolError           no writing tool of that name was given to the runner
    │   ├── UnknownTargetError         practice.yaml names no such target, or not for this mode
    │   ├── ProposalError              a write that a tool cannot make as it was proposed
    │   ├── CalendarError              the change calendar cannot be used where assent runs
    │   ├── WindowError                a text that is no change window, or none that lies ahead
    │   ├── NothingToRevokeError       no signature of that procedure stands
    │   ├── NothingToSettleError       no doubt or incident is open there
    │   └── InspectionOnlyError        a graph built for looking at was run
    ├── RefusedError                   exit 4: somebody's right, or the state of the run, forbids it
    │   ├── IdentityError              who acts could not be established
    │   ├── NotAuthorisedError         the person holds none of the roles
    │   ├── SelfApprovalError          the person requested or edited what they decide
    │   ├── SeatTakenError             this person already fills a seat of the gate
    │   ├── AlreadyDecidedError        somebody was first
    │   ├── AlreadySignedError         the person signed exactly this procedure before
    │   ├── GateClosedError            the gate was voided or already resolved
    │   ├── StalePacketError           the packet named is not the packet open now
    │   ├── StaleProcedureError        the procedure named is not the one that stands there now
    │   ├── UnsignedLaunchError        a live run needs a procedure that is signed as it is
    │   ├── OutcomeNotOfferedError     the gate does not offer this outcome
    │   ├── RationaleMissingError      a decision that needs a reason has none
    │   ├── NotConfirmedError          items of the gate were not confirmed one by one
    │   ├── QuorumUnreachableError     an approval that cannot come about: seats stay empty
    │   ├── FindingNotAnsweredError    major findings neither confirmed as corrected nor overridden
    │   ├── OverrideRefusedError       an auditor's finding cannot be overridden so
    │   │   ├── ExternalFindingError   it is an external framework's, which nobody overrides
    │   │   └── QuoteNotFoundError     the words quoted are not the finding's
    │   ├── NotShownError              the person was never shown the packet of a gate of tier high
    │   ├── IncompleteDecisionError    the outcome needs conditions or a date that it lacks
    │   ├── EvidenceMissingError       a condition is closed by saying how it was met
    │   ├── ConditionClosedError       the condition was met or waived before
    │   ├── ConditionsOpenError        a run is not closed while conditions are open
    │   ├── VersionConflictError       somebody else made that version of the document
    │   ├── RunFinishedError
    │   ├── ObstructedError            the calendar or another change stands in the way of a window
    │   ├── NotRescheduledError        a run whose plan is not drafted yet, or has begun
    │   ├── NotWithdrawnError          a run that people still decide on, or whose plan has begun
    │   ├── RunBusyError               another process holds the run
    │   ├── LeaseLostError             the run was taken over; nothing more is written from here
    │   ├── ProcedureChangedError      the snapshot no longer compiles to the same blueprint
    │   └── ExecutionRefusedError      an approved plan, or a part of it, may not be executed
    │       ├── StoppedError           every write of the installation is halted
    │       ├── NotApprovedError       the gate does not hold for this plan, or not any more
    │       ├── WindowNotOpenError     the change window lies ahead
    │       ├── WindowClosedError      the change window is over, or the approval expired
    │       ├── FrozenError            the change calendar keeps changes out of the window
    │       ├── CollisionError         another change of the same record goes first
    │       ├── ClockSetBackError      the clock stands before what is already recorded
    │       ├── LevelNotAllowedError   the governance level allows no execution
    │       ├── UnsignedProcedureError a live write needs a procedure whose signature holds now
    │       ├── IrreversibleError      no undo, without tier high and a restore point
    │       ├── ChangedSincePlannedError  a tool or a target is not the one planned with
    │       ├── DriftError             the target is not as the plan expects it
    │       └── PlanUsedError          the plan was executed before
    ├── FailedError                    exit 1: model, disk or defect; nothing is lost, try again
    │   ├── BudgetSpentError           the run may spend no more until a person extends it
    │   ├── ModelError                 a model that gave no usable reply
    │   │   ├── ModelUnavailableError  no answer; asking again later may help
    │   │   └── InvalidReplyError      an answer that does not fit its schema
    │   ├── ToolError                  a tool could not be read
    │   │   └── WriteError             a write did not come about
    │   ├── PublishingError            a closed run could not be laid down where practice.yaml says
    │   ├── ClockUnavailableError      nobody can say what time it is; nothing is decided
    │   ├── UnexpectedRequestError     a scripted model was asked what its script does not hold
    │   ├── NotRecordedError           a recording holds no answer to what is asked now
    │   ├── StoreError                 the database refused or could not be read
    │   │   ├── StoreFullError         its disk is full
    │   │   ├── StoreLockedError       another process keeps it locked
    │   │   └── StoreReadOnlyError     it may only be read
    │   └── UndeclaredEndError         a graph stopped without reaching its declared end
    └── IntegrityError                 exit 5: stored bytes are not what their digest says
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Protocol

__all__ = [
    "AlreadyDecidedError",
    "AlreadySignedError",
    "AmbiguousReferenceError",
    "AssentError",
    "BlueprintError",
    "BudgetSpentError",
    "CalendarError",
    "CallError",
    "CassetteError",
    "ChangedSincePlannedError",
    "ClockSetBackError",
    "ClockUnavailableError",
    "CollisionError",
    "ConditionClosedError",
    "ConditionsOpenError",
    "DocumentError",
    "DriftError",
    "EvidenceMissingError",
    "ExecutionRefusedError",
    "ExternalFindingError",
    "FailedError",
    "FindingNotAnsweredError",
    "FrozenError",
    "GateClosedError",
    "IdentityError",
    "IncompleteDecisionError",
    "InputError",
    "InspectionOnlyError",
    "IntegrityError",
    "InvalidNameError",
    "InvalidReplyError",
    "IrreversibleError",
    "LeaseLostError",
    "LevelNotAllowedError",
    "ModelError",
    "ModelSettingError",
    "ModelUnavailableError",
    "NobodyDecidesError",
    "NotApprovedError",
    "NotAuthorisedError",
    "NotCanonicalError",
    "NotConfirmedError",
    "NotRecordedError",
    "NotRescheduledError",
    "NotShownError",
    "NotWithdrawnError",
    "NothingToRevokeError",
    "NothingToSettleError",
    "ObstructedError",
    "OutcomeNotOfferedError",
    "OverrideRefusedError",
    "PlaceTakenError",
    "PlanUsedError",
    "PracticeNotFoundError",
    "ProcedureChangedError",
    "ProposalError",
    "PublishingError",
    "QuorumUnreachableError",
    "QuoteNotFoundError",
    "RationaleMissingError",
    "RecordingModeError",
    "RefusedError",
    "RunBusyError",
    "RunFinishedError",
    "SeatTakenError",
    "SelfApprovalError",
    "StalePacketError",
    "StaleProcedureError",
    "StoppedError",
    "StoreError",
    "StoreFullError",
    "StoreLockedError",
    "StoreReadOnlyError",
    "TextRefusedError",
    "ToolError",
    "UnboundRoleError",
    "UndeclaredEndError",
    "UnexpectedRequestError",
    "UnknownConditionError",
    "UnknownDocumentError",
    "UnknownGateError",
    "UnknownPersonError",
    "UnknownProviderError",
    "UnknownRoleError",
    "UnknownRunError",
    "UnknownTargetError",
    "UnknownToolError",
    "UnknownWorkflowError",
    "UnsignedLaunchError",
    "UnsignedProcedureError",
    "UnusedScriptError",
    "VersionConflictError",
    "WindowClosedError",
    "WindowError",
    "WindowNotOpenError",
    "WriteError",
    "WritingToolError",
]


class AssentError(Exception):
    """A refusal with a reason; ``exit_code`` is what a shell should see."""

    exit_code: ClassVar[int] = 1


class CallError(AssentError):
    """The call or a document is wrong; correct it and call again."""

    exit_code: ClassVar[int] = 2


class RefusedError(AssentError):
    """A control forbids it; another person or another state is needed."""

    exit_code: ClassVar[int] = 4


class FailedError(AssentError):
    """Something outside the procedure failed; what was finished is kept."""

    exit_code: ClassVar[int] = 1


class IntegrityError(AssentError):
    """Stored bytes are not what their digest says they are."""

    exit_code: ClassVar[int] = 5


class _Finding(Protocol):
    path: str
    line: int
    column: int
    code: str
    message: str
    remedy: str


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) if names else "none"


def _moment(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _show(run: str) -> str:
    return f"See: assent show {run}"


def _move(run: str) -> str:
    return f"Ask for another: assent reschedule {run} --window 'START/END' --reason 'TEXT'"


def _below(difference: str) -> str:
    return f"\n{difference}" if difference else ""


# ---- calls and documents ---------------------------------------------------------------


class NotCanonicalError(CallError):
    """Text or data that has no single byte form."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"cannot be written as canonical bytes: {why}. Correct the source text.")


class InvalidNameError(CallError):
    """An id or a document name outside the allowed letters."""

    def __init__(self, name: str, allowed: str) -> None:
        self.name = name
        super().__init__(f"{name!a} is not a usable name: use {allowed}.")


class DocumentError(CallError):
    """Documents with findings of severity error; carries the findings."""

    def __init__(self, findings: Sequence[_Finding]) -> None:
        self.findings = tuple(findings)
        rows = "\n".join(
            f"  {f.path}:{f.line}:{f.column} {f.code}: {f.message} {f.remedy}"
            for f in self.findings
        )
        paths = " ".join(dict.fromkeys(f.path for f in self.findings))
        super().__init__(
            f"{len(self.findings)} problem(s) must be corrected first:\n{rows}\n"
            f"See: assent check {paths}"
        )


class PracticeNotFoundError(CallError):
    """No practice (practice.yaml, agents, graphs, prompts) at that place."""

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(
            f"{place!r} holds no practice: practice.yaml and the folders agents, graphs and "
            "prompts are needed. Make one with: assent new DIR"
        )


class PlaceTakenError(CallError):
    """Files are already where a new practice would put its own."""

    def __init__(self, place: str, files: Sequence[str]) -> None:
        self.place, self.files = place, tuple(files)
        super().__init__(
            f"{place!r} already holds {_listed(files[:5])}; nothing was written. "
            "Choose an empty folder: assent new DIR"
        )


class UnknownWorkflowError(CallError):
    """No workflow of that id in the practice."""

    def __init__(self, workflow: str, known: Sequence[str]) -> None:
        self.workflow, self.known = workflow, tuple(known)
        super().__init__(
            f"there is no workflow {workflow!r}; this practice has: {_listed(known)}. "
            "See: assent check graphs"
        )


class UnknownRoleError(CallError):
    """No role of that id in the practice."""

    def __init__(self, role: str, known: Sequence[str]) -> None:
        self.role, self.known = role, tuple(known)
        super().__init__(f"there is no role {role!r}; this practice has: {_listed(known)}.")


class UnboundRoleError(CallError):
    """A generic role that launch must bind to a role of the practice."""

    def __init__(self, role: str, candidates: Sequence[str]) -> None:
        self.role, self.candidates = role, tuple(candidates)
        super().__init__(
            f"the procedure speaks of a {role!r} without saying which. "
            f"Add --role {role}=ROLE, with ROLE one of: {_listed(candidates)}."
        )


class UnknownPersonError(CallError):
    """No person of that id in practice.yaml."""

    def __init__(self, person: str, known: Sequence[str]) -> None:
        self.person, self.known = person, tuple(known)
        super().__init__(
            f"{person!r} is nobody in practice.yaml; it names: {_listed(known)}. "
            "Add the person under 'people' with the roles they hold."
        )


class UnknownRunError(CallError):
    """No run of that id in this store."""

    def __init__(self, run: str) -> None:
        self.run = run
        super().__init__(f"there is no run {run!r} here. See: assent runs")


class UnknownGateError(CallError):
    """No gate of that reference in this store."""

    def __init__(self, gate: str) -> None:
        self.gate = gate
        super().__init__(f"there is no gate {gate!r} here. See: assent inbox --all")


class UnknownDocumentError(CallError):
    """The run has no document of that name or version."""

    def __init__(self, document: str, run: str, known: Sequence[str]) -> None:
        self.document, self.run, self.known = document, run, tuple(known)
        super().__init__(
            f"run {run!r} has no document {document!r}; it has: {_listed(known)}. "
            f"See: assent documents {run}"
        )


class UnknownConditionError(CallError):
    """The run has no condition of that id."""

    def __init__(self, condition: str, run: str, known: Sequence[str]) -> None:
        self.condition, self.run, self.known = condition, run, tuple(known)
        super().__init__(
            f"run {run!r} has no condition {condition!r}; it has: {_listed(known)}. "
            f"See: assent conditions {run}"
        )


class AmbiguousReferenceError(CallError):
    """A prefix that fits several things, or is too short to be safe."""

    def __init__(self, reference: str, why: str, command: str) -> None:
        self.reference = reference
        super().__init__(f"{reference!r} does not name one thing: {why}. See: {command}")


class InputError(CallError):
    """Launch inputs that are missing, unknown or unusable."""

    def __init__(self, workflow: str, problem: str, remedy: str) -> None:
        self.workflow, self.problem = workflow, problem
        super().__init__(f"{workflow!r} cannot start: {problem}. {remedy}")


class NobodyDecidesError(CallError):
    """No seat of a gate may decide a matter of its class, so that nobody could approve."""

    def __init__(self, gate: str, why: str, remedy: str) -> None:
        self.gate, self.why = gate, why
        super().__init__(f"nobody could approve at gate {gate!r}: {why}. {remedy}")


class BlueprintError(CallError):
    """A workflow that cannot become a sound graph; carries every reason."""

    def __init__(self, workflow: str, reasons: Sequence[str]) -> None:
        self.workflow, self.reasons = workflow, tuple(reasons)
        rows = "\n".join(f"  {reason}" for reason in reasons)
        super().__init__(
            f"workflow {workflow!r} does not make a sound graph:\n{rows}\n"
            f"See: assent graph {workflow}"
        )


class CalendarError(CallError):
    """The change calendar cannot be used where assent runs, so nothing is known to be free."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(
            f"the change calendar of practice.yaml cannot be used: {why}. Correct 'time_zone' "
            "there, or install the time zones that this machine lacks: pip install tzdata"
        )


class WindowError(CallError):
    """A text that cannot be read as a change window, or names none that lies ahead."""

    def __init__(self, text: str, why: str) -> None:
        self.text, self.why = text, why
        super().__init__(
            f"{text[:80]!r} is no window: {why} "
            "Write it so: --window '2030-01-31T22:00Z/2030-01-31T23:30Z'"
        )


class TextRefusedError(CallError):
    """A person's text that cannot become a version of a document."""

    def __init__(self, document: str, run: str, problem: str) -> None:
        self.document, self.run, self.problem = document, run, problem
        super().__init__(
            f"{document!r} was not changed: {problem}. See: assent documents {run} {document}"
        )


class UnusedScriptError(CallError):
    """A test's script holds replies or decisions that the run never came to."""

    def __init__(self, left: str, status: str) -> None:
        self.left, self.status = left, status
        super().__init__(
            f"the run is {status} and never came to {left} of the script. "
            "Remove them, or look at what the run did: run.trace"
        )


class CassetteError(CallError, AssertionError):
    """A recording is missing, spoilt, may not be made, or was not heard to its end."""

    def __init__(self, cassette: str, why: str, test: str = "") -> None:
        self.cassette, self.why, self.test = cassette, why, test
        super().__init__(
            f"the cassette {cassette!r} {why}. Look at what it should hold, then record it "
            f"anew: ASSENT_RECORD=all pytest {test or 'TEST'!r}"
        )


class RecordingModeError(CallError):
    """The variable ASSENT_RECORD names no way of recording, or nothing may be recorded here."""

    def __init__(self, mode: str, why: str) -> None:
        self.mode, self.why = mode, why
        super().__init__(f"ASSENT_RECORD is {mode!r}: {why}. To play recordings: unset it")


class UnknownToolError(CallError):
    """No writing tool of that name was given to the runner."""

    def __init__(self, tool: str, known: Sequence[str]) -> None:
        self.tool, self.known = tool, tuple(known)
        super().__init__(
            f"there is no writing tool {tool!r}; known are: {_listed(known)}. "
            "Give it to the runner: Runner.open(…, tools=[TOOL])"
        )


class UnknownTargetError(CallError):
    """practice.yaml names no such target, or does not say what it is in this mode."""

    def __init__(self, target: str, why: str) -> None:
        self.target, self.why = target, why
        super().__init__(
            f"target {target!r} cannot be used: {why}. Correct 'targets' in practice.yaml, then: "
            "assent check"
        )


class ProposalError(CallError):
    """A write that a tool cannot make as it was proposed; nothing was written."""

    def __init__(self, tool: str, target: str, why: str) -> None:
        self.tool, self.target, self.why = tool, target, why
        super().__init__(
            f"{tool!r} cannot do that to {target!r}: {why}. Nothing was written; "
            "correct the proposal and plan again."
        )


class NothingToRevokeError(CallError):
    """No signature stands that could be taken back."""

    def __init__(self, workflow: str, procedure: str) -> None:
        self.workflow, self.procedure = workflow, procedure
        super().__init__(
            f"no signature of {workflow!r} stands under procedure {procedure!r}. "
            f"See: assent sign {workflow}"
        )


class NothingToSettleError(CallError):
    """No doubt or incident is open there."""

    def __init__(self, run: str, what: str) -> None:
        self.run, self.what = run, what
        super().__init__(f"run {run!r} has no {what} to settle. See: assent show {run}")


class InspectionOnlyError(CallError):
    """A graph built for looking at was run; only a Runner runs a procedure."""

    def __init__(self, workflow: str, node: str) -> None:
        self.workflow, self.node = workflow, node
        super().__init__(
            f"node {node!r} does not run in a graph built for inspection. "
            f"Run it with: assent run {workflow}"
        )


class UnknownProviderError(CallError):
    """An entry under 'models' of practice.yaml names no known provider."""

    def __init__(self, provider: str, known: Sequence[str]) -> None:
        self.provider, self.known = provider, tuple(known)
        super().__init__(
            f"{provider!r} is no model provider; known are: {_listed(known)}. "
            "Correct 'models' in practice.yaml, then: assent check practice.yaml"
        )


class ModelSettingError(CallError):
    """A setting of a model is missing, unknown or unusable."""

    def __init__(self, setting: str, why: str, remedy: str) -> None:
        self.setting, self.why = setting, why
        super().__init__(
            f"the setting {setting!r} of a model {why}. {remedy} "
            "Settings stand under 'models' in practice.yaml."
        )


class WritingToolError(CallError):
    """Only tools that change nothing may be offered to an agent."""

    def __init__(self, tool: str) -> None:
        self.tool = tool
        super().__init__(
            f"tool {tool!r} does not declare the effect 'read'; agents get reading tools only. "
            "Take it out of the tools given to the runner."
        )


# ---- refusals --------------------------------------------------------------------------


class IdentityError(RefusedError):
    """Who acts could not be established."""

    def __init__(self, claimed: str, why: str, remedy: str) -> None:
        self.claimed = claimed
        super().__init__(f"cannot act as {claimed!r}: {why}. {remedy}")


class NotAuthorisedError(RefusedError):
    """The person holds none of the roles that are needed."""

    def __init__(
        self,
        person: str,
        gate: str,
        needed: Sequence[str],
        what: str = "decide gate",
        see: str = "",
    ) -> None:
        self.person, self.gate, self.needed = person, gate, tuple(needed)
        super().__init__(
            f"{person!r} may not {what} {gate!r}: it needs one of {_listed(needed)}. "
            f"See: {see or f'assent review {gate}'}"
        )


class SelfApprovalError(RefusedError):
    """The person requested or edited what they would decide."""

    def __init__(self, person: str, gate: str, duty: str) -> None:
        self.person, self.gate, self.duty = person, gate, duty
        super().__init__(
            f"{person!r} {duty} and may not also decide gate {gate!r}. "
            f"Another holder of the role must: assent review {gate}"
        )


class SeatTakenError(RefusedError):
    """One person fills one seat of a gate."""

    def __init__(self, person: str, gate: str, seat: str) -> None:
        self.person, self.gate, self.seat = person, gate, seat
        super().__init__(
            f"{person!r} already decided gate {gate!r} in the seat {seat!r}; one person fills one "
            f"seat. See: assent review {gate}"
        )


class AlreadyDecidedError(RefusedError):
    """The first durable decision stands; says who made it and when."""

    def __init__(self, gate: str, seat: str, person: str, outcome: str, at: datetime) -> None:
        self.gate, self.seat, self.person = gate, seat, person
        self.outcome, self.at = outcome, at
        super().__init__(
            f"gate {gate!r}, seat {seat!r} was already decided: {person!r} said {outcome!r} at "
            f"{at.isoformat().replace('+00:00', 'Z')}. The first decision stands. "
            f"See: assent review {gate}"
        )


class AlreadySignedError(RefusedError):
    """The person signed exactly this procedure before, and that signature stands."""

    def __init__(self, workflow: str, procedure: str, person: str, at: datetime) -> None:
        self.workflow, self.procedure = workflow, procedure
        self.person, self.at = person, at
        revoke = f"assent sign {workflow} {procedure[7:19]} --revoke"
        super().__init__(
            f"{person!r} signed procedure {workflow!r} as it stands at {_moment(at)}, and the "
            f"first signature stands. To take it back: {revoke}"
        )


class GateClosedError(RefusedError):
    """The gate was voided or already resolved."""

    def __init__(self, gate: str, why: str, command: str) -> None:
        self.gate, self.why = gate, why
        super().__init__(f"gate {gate!r} takes no more decisions: {why}. See: {command}")


class StalePacketError(RefusedError):
    """The packet named by the decision is not the packet that is open."""

    def __init__(self, gate: str, named: str, current: str, what: str = "packet") -> None:
        self.gate, self.named, self.current, self.what = gate, named, current, what
        super().__init__(
            f"{what} {named!r} is not the one open at gate {gate!r} ({current}). "
            f"Read it first: assent review {gate}"
        )


class StaleProcedureError(RefusedError):
    """The digest names another procedure than the one that stands in the practice now."""

    def __init__(self, workflow: str, named: str, current: str) -> None:
        self.workflow, self.named, self.current = workflow, named, current
        super().__init__(
            f"procedure {workflow!r} is not {named!r} any more: it stands at {current}. Nothing "
            f"was signed. Read it as it is now: assent sign {workflow}"
        )


class UnsignedLaunchError(RefusedError):
    """A live run of a procedure that executes needs one that is signed as it is.

    ``difference`` shows what changed since it was signed, when it was.
    """

    def __init__(self, workflow: str, why: str, difference: str = "") -> None:
        self.workflow, self.why, self.difference = workflow, why, difference
        super().__init__(
            f"{workflow!r} was not launched: a live run needs a signed procedure, and {why}. "
            f"Read it and sign it: assent sign {workflow}" + _below(difference)
        )


class OutcomeNotOfferedError(RefusedError):
    """The gate does not offer this outcome, or not any more."""

    def __init__(self, gate: str, outcome: str, offered: Sequence[str], why: str = "") -> None:
        self.gate, self.outcome, self.offered = gate, outcome, tuple(offered)
        because = f" ({why})" if why else ""
        super().__init__(
            f"gate {gate!r} does not offer {outcome!r}{because}; it offers {_listed(offered)}. "
            f"See: assent review {gate}"
        )


class RationaleMissingError(RefusedError):
    """Every decision says why."""

    def __init__(
        self, gate: str, outcome: str, what: str = "gate", flag: str = "--reason 'TEXT'"
    ) -> None:
        self.gate, self.outcome = gate, outcome
        super().__init__(f"{outcome!r} at {what} {gate!r} needs a reason. Add: {flag}")


class NotConfirmedError(RefusedError):
    """Approval needs each item of the gate confirmed by name."""

    def __init__(self, gate: str, missing: Sequence[str]) -> None:
        self.gate, self.missing = gate, tuple(missing)
        flags = " ".join(f"--confirm {item}" for item in missing)
        super().__init__(
            f"gate {gate!r} is approved item by item; not confirmed: {_listed(missing)}. "
            f"Read the packet, then add: {flags}"
        )


class QuorumUnreachableError(RefusedError):
    """The seats that can still be filled do not suffice, so that an approval comes to nothing."""

    def __init__(self, gate: str, vacant: Sequence[str], needed: int) -> None:
        self.gate, self.vacant, self.needed = gate, tuple(vacant), needed
        super().__init__(
            f"gate {gate!r} cannot be approved as practice.yaml stands: it needs {needed} of its "
            f"seats, and nobody may fill {_listed(vacant)}. Add the role to a person under "
            f"'people' in practice.yaml, then: assent review {gate}"
        )


class FindingNotAnsweredError(RefusedError):
    """Major findings of an audit are neither confirmed as corrected nor overridden."""

    def __init__(self, gate: str, missing: Sequence[str], overridable: Sequence[str]) -> None:
        self.gate, self.missing, self.overridable = gate, tuple(missing), tuple(overridable)
        flags = " ".join(f"--confirm {item}" for item in missing)
        other = (
            f"; or override what is no external framework's ({_listed(overridable)}): "
            f"--override {overridable[0]} --quote 'WORDS OF IT' --because 'WHY'"
            if overridable
            else ""
        )
        super().__init__(
            f"an approval at gate {gate!r} answers each major finding; not answered: "
            f"{_listed(missing)}. Read them: assent review {gate}, then say that they are "
            f"corrected: {flags}{other}"
        )


class OverrideRefusedError(RefusedError):
    """An auditor's finding cannot be overridden by this person, or not in this way."""

    def __init__(self, gate: str, finding: str, why: str, remedy: str = "") -> None:
        self.gate, self.finding, self.why = gate, finding, why
        super().__init__(
            f"finding {finding!r} is not overridden at gate {gate!r}: {why}. "
            f"{remedy or f'See: assent review {gate}'}"
        )


class ExternalFindingError(OverrideRefusedError):
    """The finding is an external framework's; nobody here can override it."""

    def __init__(self, gate: str, finding: str, clause: str) -> None:
        self.clause = clause
        why = f"its clause ({clause}) counts as an external framework's, which nobody overrides"
        remedy = f"Send the document back: assent decide PACKET rework, see: assent review {gate}"
        super().__init__(gate, finding, why, remedy)


class QuoteNotFoundError(OverrideRefusedError):
    """The words quoted do not stand in the finding, or are too few to tell what they are of."""

    def __init__(self, gate: str, finding: str, quote: str, why: str) -> None:
        self.quote = quote
        remedy = f"Copy the words from the packet: assent review {gate}, then: --quote 'WORDS'"
        super().__init__(gate, finding, why, remedy)


class NotShownError(RefusedError):
    """At tier high a decision is made by who was shown the packet, as far as the log knows."""

    def __init__(self, person: str, gate: str) -> None:
        self.person, self.gate = person, gate
        super().__init__(
            f"{person!r} was never shown the packet of gate {gate!r}, which is of tier high. "
            f"Read it with: assent review {gate} --as {person}"
        )


class IncompleteDecisionError(RefusedError):
    """The outcome needs something that the decision does not say."""

    def __init__(self, gate: str, outcome: str, missing: str, flag: str) -> None:
        self.gate, self.outcome, self.missing = gate, outcome, missing
        super().__init__(f"{outcome!r} at gate {gate!r} needs {missing}. Add: {flag}")


class EvidenceMissingError(RefusedError):
    """A condition is met or waived by saying what shows it, or why."""

    def __init__(self, condition: str, ending: str) -> None:
        self.condition, self.ending = condition, ending
        super().__init__(
            f"{condition!r} is not {ending}: nothing is said of what shows it. "
            "Add: --reason 'WHAT WAS SEEN, AND WHERE'"
        )


class ConditionClosedError(RefusedError):
    """The condition was met or waived before; the first word stands."""

    def __init__(self, condition: str, run: str, ending: str, person: str, at: datetime) -> None:
        self.condition, self.run, self.ending = condition, run, ending
        self.person, self.at = person, at
        super().__init__(
            f"{condition!r} of run {run!r} is closed: {person!r} said {ending!r} at "
            f"{_moment(at)}. The first word stands. See: assent conditions {run}"
        )


class ConditionsOpenError(RefusedError):
    """A run is not closed while conditions of its approvals are open."""

    def __init__(self, run: str, conditions: Sequence[str]) -> None:
        self.run, self.conditions = run, tuple(conditions)
        super().__init__(
            f"run {run!r} is not closed while conditions are open: {_listed(conditions)}. "
            f"See: assent conditions {run}"
        )


class VersionConflictError(RefusedError):
    """Versions of a document have no gaps, and each is made once."""

    def __init__(self, document: str, run: str, version: int, following: int) -> None:
        self.document, self.run = document, run
        self.version, self.following = version, following
        super().__init__(
            f"version {version} of {document!r} cannot be added to run {run!r}: the next one is "
            f"{following}. Look at what is there first: assent documents {run}"
        )


class RunFinishedError(RefusedError):
    """The run has ended and takes nothing more."""

    def __init__(self, run: str, status: str) -> None:
        self.run, self.status = run, status
        super().__init__(f"run {run!r} has ended ({status}). See: assent show {run}")


class NotWithdrawnError(RefusedError):
    """The run cannot be withdrawn as it stands: a gate is open, or its plan has begun."""

    def __init__(self, run: str, why: str, command: str) -> None:
        self.run, self.why = run, why
        super().__init__(f"run {run!r} was not withdrawn: {why}. See: {command}")


class ObstructedError(RefusedError):
    """The calendar, or another change, stands in the way of a change window; says how.

    ``run`` is the run whose window it is, ``obstacles`` a sentence each.
    """

    def __init__(self, run: str, what: str, obstacles: Sequence[str]) -> None:
        self.run, self.what, self.obstacles = run, what, tuple(obstacles)
        super().__init__(
            f"{what}: {' '.join(obstacles)} "
            f"Ask for another window: assent reschedule {run} --window 'START/END' --reason 'TEXT'"
        )


class NotRescheduledError(RefusedError):
    """The window of the run cannot be moved as it stands."""

    def __init__(self, run: str, why: str, command: str) -> None:
        self.run, self.why = run, why
        super().__init__(f"the window of run {run!r} was not moved: {why}. See: {command}")


class RunBusyError(RefusedError):
    """Another process is advancing the run."""

    def __init__(self, run: str, holder: str) -> None:
        self.run, self.holder = run, holder
        super().__init__(
            f"run {run!r} is being advanced by {holder}. Wait, then: assent resume {run}"
        )


class LeaseLostError(RefusedError):
    """The run was taken over by another process; this one may write nothing more."""

    def __init__(self, run: str) -> None:
        self.run = run
        super().__init__(
            f"run {run!r} was taken over by another process; nothing more is written from here. "
            f"See: assent show {run}"
        )


class ProcedureChangedError(RefusedError):
    """The snapshot of the procedure no longer compiles to the blueprint it was launched with."""

    def __init__(self, run: str, launched: str, now: str, what: str = "blueprint") -> None:
        self.run, self.launched, self.now, self.what = run, launched, now, what
        super().__init__(
            f"run {run!r} was launched on {what} {launched}, and this version of assent makes "
            f"{now} out of its snapshot. Finish it with the version that launched it, or launch "
            "again. See: assent show " + run
        )


class ExecutionRefusedError(RefusedError):
    """An approved plan, or a part of it, may not be executed; ``run`` is the run it is of."""

    def __init__(self, run: str, why: str, remedy: str = "") -> None:
        self.run, self.why = run, why
        super().__init__(f"nothing more of run {run!r} is written: {why}. {remedy or _show(run)}")


class StoppedError(ExecutionRefusedError):
    """Every write of the installation is halted; says by whom and why."""

    def __init__(self, run: str, person: str, at: datetime, reason: str) -> None:
        self.person, self.at, self.reason = person, at, reason
        why = f"{person!r} stopped all writes at {_moment(at)} ({reason})"
        super().__init__(run, why, f"When it is safe: assent start, then: assent resume {run}")


class NotApprovedError(ExecutionRefusedError):
    """The gate does not approve this plan, or its decisions do not hold any more."""

    def __init__(self, run: str, gate: str, why: str) -> None:
        self.gate = gate
        super().__init__(run, f"gate {gate!r} {why}", f"See: assent review {gate}")


class WindowNotOpenError(ExecutionRefusedError):
    """The change window lies ahead; ``opens_at`` says when."""

    def __init__(self, run: str, now: datetime, opens_at: datetime) -> None:
        self.now, self.opens_at = now, opens_at
        why = f"it is {_moment(now)}, and the change window opens at {_moment(opens_at)}"
        super().__init__(run, why, f"Then: assent resume {run}")


class WindowClosedError(ExecutionRefusedError):
    """The change window is over, or the approval has expired."""

    def __init__(self, run: str, now: datetime, closed_at: datetime, what: str) -> None:
        self.now, self.closed_at, self.what = now, closed_at, what
        why = f"it is {_moment(now)}, and the {what} ended at {_moment(closed_at)}"
        super().__init__(run, why, _move(run))


class FrozenError(ExecutionRefusedError):
    """The change calendar, as it is now, keeps changes out of the plan's window."""

    def __init__(self, run: str, obstacle: str) -> None:
        self.obstacle = obstacle
        super().__init__(run, f"the calendar stands in the way. {obstacle.rstrip('.')}", _move(run))


class CollisionError(ExecutionRefusedError):
    """Another change of the same record goes first; ``other`` is its run."""

    def __init__(self, run: str, other: str, obstacle: str) -> None:
        self.other, self.obstacle = other, obstacle
        why = f"another change stands in the way. {obstacle.rstrip('.')}"
        super().__init__(run, why, f"See: assent show {other}. {_move(run)}")


class ClockSetBackError(ExecutionRefusedError):
    """The clock stands before what is already recorded."""

    def __init__(self, run: str, now: datetime, recorded: datetime) -> None:
        self.now, self.recorded = now, recorded
        why = f"the clock says {_moment(now)}, and the log is already at {_moment(recorded)}"
        super().__init__(run, why, f"Set the clock right, then: assent resume {run}")


class LevelNotAllowedError(ExecutionRefusedError):
    """The governance level of the plan allows no execution."""

    def __init__(self, run: str, level: str, allowed: str) -> None:
        self.level, self.allowed = level, allowed
        rule = f"only {allowed!r} does, where practice.yaml lists it"
        why = f"governance level {level!r} does not allow execution; {rule}"
        super().__init__(run, why, f"See 'levels' in practice.yaml, and: assent show {run}")


class UnsignedProcedureError(ExecutionRefusedError):
    """A live write needs a procedure whose signature holds now, with not one byte changed."""

    def __init__(self, run: str, workflow: str, why: str, difference: str = "") -> None:
        self.workflow, self.difference = workflow, difference
        told = f"a live write needs a signed procedure, and {why}"
        remedy = f"See: assent sign {workflow}. When it is signed: assent resume {run}"
        super().__init__(run, told, remedy + _below(difference))


class IrreversibleError(ExecutionRefusedError):
    """An action without an undo, and the plan has not tier high and a restore point."""

    def __init__(self, run: str, index: int) -> None:
        self.index = index
        why = f"action {index} cannot be undone, which needs tier high and a restore point"
        super().__init__(run, why, "Plan again with both.")


class ChangedSincePlannedError(ExecutionRefusedError):
    """A tool or a target is not the one that the plan was made with."""

    def __init__(self, run: str, what: str, name: str) -> None:
        self.what, self.name = what, name
        why = f"the {what} {name!r} is not what it was when the plan was made"
        super().__init__(run, why, "Plan again, so that people approve what is there now.")


class DriftError(ExecutionRefusedError):
    """The target is not as the plan expects it."""

    def __init__(
        self, run: str, index: int, expected: Mapping[str, str], found: Mapping[str, str]
    ) -> None:
        self.index, self.expected, self.found = index, dict(expected), dict(found)
        names = sorted({*expected, *found})
        told = "; ".join(
            f"{n} is {found.get(n, 'missing')}, expected {expected.get(n, 'nothing')}"
            for n in names
            if expected.get(n) != found.get(n)
        )
        why = f"the target of action {index} is not as it was planned: {told}"
        super().__init__(run, why, "Somebody else changed it; plan again.")


class PlanUsedError(ExecutionRefusedError):
    """The plan was executed before, on another approval; each plan is executed once."""

    def __init__(self, run: str, plan: str, gate: str) -> None:
        self.plan, self.gate = plan, gate
        super().__init__(run, f"plan {plan} was already executed on gate {gate!r}")


# ---- failures --------------------------------------------------------------------------


class ModelError(FailedError):
    """A model gave no usable reply."""

    def __init__(self, model: str, why: str) -> None:
        self.model, self.why = model, why
        super().__init__(f"model {model!r} gave no usable reply: {why}")


class ModelUnavailableError(ModelError):
    """No answer at all; asking again later may help.

    ``retry_after`` is how many seconds the service asks to wait, when it says so.
    """

    def __init__(self, model: str, why: str, *, retry_after: float | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(model, why)


class InvalidReplyError(ModelError):
    """An answer that does not fit its schema."""


class BudgetSpentError(FailedError):
    """The run has spent what it is allowed; says what, and who may allow it more."""

    def __init__(self, run: str, what: str, spent: str, limit: str) -> None:
        self.run, self.what, self.spent, self.limit = run, what, spent, limit
        super().__init__(
            f"run {run!r} has spent its budget: {spent} of {limit} {what}. "
            f"Somebody entitled may allow more: assent extend {run} --{what} N --as PERSON "
            f"--reason '…', then: assent resume {run}"
        )


class ToolError(FailedError):
    """A tool could not be read, or was called with what it does not take."""

    def __init__(self, tool: str, why: str) -> None:
        self.tool, self.why = tool, why
        super().__init__(f"tool {tool!r} gave nothing: {why}. See the trace of the run.")


class WriteError(ToolError):
    """A write did not come about, as far as its tool can tell."""


class PublishingError(FailedError):
    """A closed run could not be laid down where practice.yaml says; the run itself stands."""

    def __init__(self, run: str, why: str) -> None:
        self.run, self.why = run, why
        super().__init__(
            f"run {run!r} is closed, and could not be published: {why}. "
            f"Look at 'change: publish' in practice.yaml, then: assent resume {run}"
        )


class ClockUnavailableError(FailedError):
    """Nobody can say what time it is, and nothing is decided, drafted or written without it."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(
            f"the clock gave no time: {why}. Nothing was changed; set it right and call again."
        )


class UnexpectedRequestError(FailedError, AssertionError):
    """A scripted model was asked what its script does not hold; a test that is wrong."""

    def __init__(self, role: str, step: str, left: Mapping[str, int]) -> None:
        self.role, self.step, self.left = role, step, dict(left)
        unused = ", ".join(f"{count} for {name!r}" for name, count in left.items()) or "nothing"
        super().__init__(
            f"the script holds no further reply for {role!r} (step {step}); left are: {unused}. "
            "Add the reply to the script, or give Scripted a default."
        )


class NotRecordedError(FailedError, AssertionError):
    """A recording holds no answer to what is asked now; says how the two differ."""

    def __init__(self, cassette: str, place: str, difference: str, remedy: str) -> None:
        self.cassette, self.place, self.difference = cassette, place, difference
        super().__init__(
            f"the cassette {cassette!r} holds no answer to this request: {place}\n\n"
            f"{difference}\n\n{remedy}"
        )


class StoreError(FailedError):
    """The database refused or could not be read."""

    def __init__(self, place: str, why: str, remedy: str) -> None:
        self.place, self.why = place, why
        super().__init__(f"the store {place!r} failed: {why}. {remedy}")


class StoreFullError(StoreError):
    """There is no room left for it; what was finished before is kept."""


class StoreLockedError(StoreError):
    """Another process or connection keeps it locked, longer than anybody waits."""


class StoreReadOnlyError(StoreError):
    """It lies where this account or anybody may only read."""


class UndeclaredEndError(FailedError):
    """The graph stopped without reaching its declared end."""

    def __init__(self, run: str, reached: str) -> None:
        self.run, self.reached = run, reached
        super().__init__(
            f"run {run!r} stopped at {reached!r}, which is not its declared end. Nothing was "
            f"closed. See: assent trace {run}"
        )
