"""Launching: from a procedure and its inputs to a run that the ledger knows."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from assent.authority import entitled, present
from assent.canonical import digest, digest_of, dumps
from assent.compiler.layout import lay
from assent.crash import reach
from assent.errors import (
    InputError,
    UnknownRoleError,
    UnknownWorkflowError,
    UnsignedLaunchError,
)
from assent.ledger import Ledger
from assent.ports import Clock, Tool, WriteTool
from assent.records import (
    LaunchedRun,
    Organisation,
    PlanMode,
    Practice,
    Procedure,
    Record,
    Signature,
    ToolDescriptor,
    Workflow,
)
from assent.runner.binding import bind
from assent.runner.identity import Actor
from assent.runner.inputs import accept
from assent.runner.material import collect
from assent.runner.offering import describe
from assent.runner.procedure import known_tools, parts_of, procedure_of
from assent.runner.snapshot import contents_of, take
from assent.runner.standing import standing

__all__ = ["Launch", "prepare", "record"]


class Launch(Record):
    """A launch that was checked and could be recorded: everything but the run's ordinal.

    ``procedure`` is what a signature stands for, and ``parts`` its bytes by digest.
    """

    workflow: Workflow
    procedure: Procedure
    parts: dict[str, bytes]
    bindings: dict[str, str]
    inputs: dict[str, bytes]
    practice: Practice
    requester: Actor
    material: dict[str, bytes] = {}
    tools: dict[str, ToolDescriptor] = {}

    @property
    def base(self) -> str:
        """Return the digest that runs of the same procedure, inputs and material share."""
        same = {"workflow": self.workflow.record_digest, "inputs": _digests(self.inputs)}
        if self.material:
            same["material"] = _digests(self.material)
        return digest_of(same)

    @property
    def given(self) -> list[bytes]:
        """Return all bytes that the run's digests stand for, beside those of its snapshot."""
        described = [dumps(tool.plain()) for tool in self.tools.values()]
        given = [*self.inputs.values(), *self.material.values()]
        return [*self.parts.values(), *described, *given]

    @property
    def live(self) -> bool:
        """Tell whether the run may write to live targets."""
        mode = self.inputs.get("mode", b"").decode().strip()
        executes = any(step.executes for step in self.workflow.steps)
        return executes and mode == PlanMode.live


def prepare(
    workflow: str | Workflow,
    inputs: Mapping[str, str | Path],
    roles: Mapping[str, str],
    practice: Practice,
    requester: Actor,
    material: Sequence[Path] = (),
    tools: Mapping[str, Tool] | None = None,
    *,
    writes: Mapping[str, WriteTool] | None = None,
) -> Launch:
    """Check everything a launch needs, and change nothing.

    Raises:
        UnknownWorkflowError: The practice has no such workflow.
        InputError: Inputs or material are wrong, or the workflow is not active.
        UnboundRoleError: A generic role needs a binding.
        UnknownRoleError: A role has no card.
        BlueprintError: The workflow does not make a sound graph.
        NobodyDecidesError: A gate has no seat, or none whose role decides its class.
    """
    found = _found(workflow, practice)
    bound, bindings = bind(found, roles, practice)
    _check_cards(bound, practice)
    files = collect(found.id, material).files
    known = known_tools(tools or {}, writes or {})
    procedure = procedure_of(found, practice, known)
    accepted = accept(found, inputs)
    _check_gates(bound, accepted, practice)
    return Launch(
        workflow=bound,
        procedure=procedure,
        parts=parts_of(procedure, found, practice, known),
        bindings=bindings,
        inputs=accepted,
        practice=practice,
        requester=requester,
        material=files,
        tools=describe(bound, practice, tools or {}, material=bool(files)),
    )


def _found(workflow: str | Workflow, practice: Practice) -> Workflow:
    found = practice.workflows.get(workflow) if isinstance(workflow, str) else workflow
    if found is None:
        raise UnknownWorkflowError(str(workflow), sorted(practice.workflows))
    if not found.active:
        raise InputError(
            found.id, "its document says active: false", f"Set active: true in {found.path}."
        )
    return found


def _check_cards(workflow: Workflow, practice: Practice) -> None:
    carded = sorted(role.id for role in practice.roles.values() if role.kind == "agent")
    for role in workflow.roles:
        if role not in carded:
            raise UnknownRoleError(role, carded)


def _check_gates(workflow: Workflow, inputs: Mapping[str, bytes], practice: Practice) -> None:
    """Refuse, before anything is drafted, a gate at which nobody could approve."""
    chosen = {entry.name for entry in workflow.inputs if entry.kind == "choice"}
    stated = {name: text.decode().strip() for name, text in inputs.items() if name in chosen}
    for gate in workflow.gates:
        entitled(gate, present(gate.seats, stated), practice.roles)


def record(
    launch: Launch, ledger: Ledger, clock: Clock, organisation: Organisation, *, again: bool
) -> str:
    """Record the launch and return its run id: a known one, unless ``again`` asks for another.

    Two processes launching the same at once get the same run. ``organisation`` are the
    people and roles by which signatures are judged now.

    Raises:
        UnsignedLaunchError: A new run may write to live targets, and no signature holds.
    """
    earlier = ledger.runs.ordinals(launch.workflow.id, launch.base)
    ordinal = max(1, max(earlier, default=0) + int(again))
    run_id = f"run-{launch.workflow.id}-{digest_of([launch.base, ordinal])[7:17]}"
    if ordinal in earlier:
        return run_id
    signatures = _signatures(launch, ledger, organisation)
    snapshot = take(launch.practice, launch.workflow, launch.tools)
    run = LaunchedRun(
        id=run_id,
        workflow=launch.workflow.id,
        title=launch.workflow.title,
        base=launch.base,
        ordinal=ordinal,
        requester=launch.requester.person.id,
        requester_name=launch.requester.person.name,
        identity_assurance=launch.requester.assurance,
        inputs=_digests(launch.inputs),
        material=_digests(launch.material),
        bindings=launch.bindings,
        procedure=launch.procedure.record_digest,
        signatures=tuple(signature.record_digest for signature in signatures),
        snapshot=digest(dumps(snapshot.plain())),
        blueprint=lay(launch.workflow).record_digest,
        stages=launch.workflow.stages,
        launched_at=clock.now(),
    )
    reach("before-launch")
    ledger.runs.open(run, [*contents_of(launch.practice, launch.workflow, snapshot), *launch.given])
    reach("after-launch")
    return run_id


def _signatures(
    launch: Launch, ledger: Ledger, organisation: Organisation
) -> tuple[Signature, ...]:
    """Return the signatures that hold under what is launched; a live run needs one."""

    def text(name: str) -> str:
        part = launch.parts.get(name)
        return ledger.content.text(name) if part is None else part.decode()

    roles = launch.practice.roles
    found = standing(launch.procedure, launch.workflow, roles, organisation, ledger, text)
    if launch.live and not found.holding:
        raise UnsignedLaunchError(launch.workflow.id, found.why, found.difference)
    return found.holding


def _digests(contents: Mapping[str, bytes]) -> dict[str, str]:
    return {name: digest(content) for name, content in contents.items()}
