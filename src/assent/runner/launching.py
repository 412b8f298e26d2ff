"""Launching: from a procedure and its inputs to a run that the ledger knows."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from assent.authority import entitled, present
from assent.canonical import digest, digest_of, dumps
from assent.compiler.layout import lay
from assent.errors import InputError, UnknownRoleError, UnknownWorkflowError
from assent.ledger import Ledger
from assent.ports import Clock, Tool
from assent.records import LaunchedRun, Practice, Record, ToolDescriptor, Workflow
from assent.runner.binding import bind
from assent.runner.identity import Actor
from assent.runner.inputs import accept
from assent.runner.material import collect
from assent.runner.offering import describe
from assent.runner.snapshot import contents_of, procedure_of, take

__all__ = ["Launch", "prepare", "record"]


class Launch(Record):
    """A launch that was checked and could be recorded: everything but the run's ordinal."""

    workflow: Workflow
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


def prepare(
    workflow: str | Workflow,
    inputs: Mapping[str, str | Path],
    roles: Mapping[str, str],
    practice: Practice,
    requester: Actor,
    material: Sequence[Path] = (),
    tools: Mapping[str, Tool] | None = None,
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
    found = practice.workflows.get(workflow) if isinstance(workflow, str) else workflow
    if found is None:
        raise UnknownWorkflowError(str(workflow), sorted(practice.workflows))
    if not found.active:
        raise InputError(
            found.id, "its document says active: false", f"Set active: true in {found.path}."
        )
    bound, bindings = bind(found, roles, practice)
    _check_cards(bound, practice)
    files = collect(found.id, material).files
    accepted = accept(found, inputs)
    _check_gates(bound, accepted, practice)
    return Launch(
        workflow=bound,
        bindings=bindings,
        inputs=accepted,
        practice=practice,
        requester=requester,
        material=files,
        tools=describe(bound, practice, tools or {}, material=bool(files)),
    )


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


def record(launch: Launch, ledger: Ledger, clock: Clock, *, again: bool) -> str:
    """Record the launch and return its run id: a known one, unless ``again`` asks for another.

    Two processes launching the same at once get the same run.
    """
    earlier = ledger.runs.ordinals(launch.workflow.id, launch.base)
    ordinal = max(1, max(earlier, default=0) + int(again))
    run_id = f"run-{launch.workflow.id}-{digest_of([launch.base, ordinal])[7:17]}"
    snapshot = take(launch.practice, launch.workflow, launch.tools)
    contents = contents_of(launch.practice, launch.workflow, snapshot)
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
        procedure=procedure_of(snapshot, launch.workflow),
        snapshot=digest(dumps(snapshot.plain())),
        blueprint=lay(launch.workflow).record_digest,
        stages=launch.workflow.stages,
        launched_at=clock.now(),
    )
    given = [*launch.inputs.values(), *launch.material.values()]
    described = [dumps(tool.plain()) for tool in launch.tools.values()]
    ledger.runs.open(run, [*contents, *described, *given])
    return run_id


def _digests(contents: Mapping[str, bytes]) -> dict[str, str]:
    return {name: digest(content) for name, content in contents.items()}
