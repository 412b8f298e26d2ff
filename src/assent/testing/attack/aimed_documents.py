"""Attacks aimed at what is drafted, signed and closed, and what the guards are replaced by."""

from typing import Any

from assent.canonical import dumps
from assent.records import RunStatus
from assent.testing.attack import duties
from assent.testing.attack.aiming import Aim
from assent.testing.attack.around import documents_of
from assent.testing.attack.checkpoints import strike
from assent.testing.attack.facts import Tally
from assent.testing.attack.graph import goto, with_graph
from assent.testing.attack.larkmoor import NOTE, OWNER, REQUESTER, WINDOW, launch_of, ruled
from assent.testing.attack.model import Malicious

__all__ = [
    "changed_after_signing",
    "closed_by_goto",
    "foreign_document",
    "foreign_plan",
    "in_anothers_name",
    "launched_unsigned",
    "level_lifted",
    "plan_struck_out",
    "signed_by_anybody",
    "taken_back_by_anybody",
    "tier_lowered",
    "withdrawn_by_anybody",
]

_OUTSIDER = "daniel-abara"
_READY = "step-5-governed-executor-ready"
"""The node before the packet of the plan."""


def _belittling() -> Malicious:
    return Malicious(tricks=100, faults=0, only=("belittle",))


def level_lifted(aim: Aim) -> Tally:
    """The practice goes as far as A2, and the agents say A3."""
    strict = ruled(aim.ground.practice, level="A2")
    shot = aim.begun(launch_of("lamp-staging"), strict, _belittling())
    shot.approve()
    shot.approve()
    shot.execute()
    return shot.tally()


def tier_lowered(aim: Aim) -> Tally:
    """The record is critical, and the agents say that the tier is low."""
    shot = aim.begun(launch_of("critical"), aim.ground.practice, _belittling())
    shot.approve()
    shot.approve()
    shot.execute()
    return shot.tally()


def foreign_document(aim: Aim) -> Tally:
    """LangGraph's state names a document that nobody drafted, and a packet is made of it."""
    shot = aim.shot(launch_of("lamp-staging"), "planned")
    shot.approve_without_resuming()
    foreign = shot.world.runner.ledger.content.put(b"# Execution plan\n\nAll is well.\n")
    said = {"version": 1, "digest": foreign, "status": "draft"}
    _write(shot, {"documents": {"execution-plan.md": said}}, as_node=_READY)
    shot.world.resume(shot.run)
    return shot.tally()


def foreign_plan(aim: Aim) -> Tally:
    """LangGraph's state names a plan that nobody drew, and it is approved with the document."""
    shot = aim.shot(launch_of("lamp-staging"), "planned")
    shot.approve_without_resuming()
    foreign = shot.world.runner.ledger.content.put(dumps(shot.drawn("black").plain()))
    _write(shot, {"run": {"artifacts": {"plan": foreign}}}, as_node=_READY)
    shot.world.resume(shot.run)
    shot.approve()
    shot.execute()
    return shot.tally()


def plan_struck_out(aim: Aim) -> Tally:
    """An approved plan is left out of LangGraph's state, and the run resumed in its window."""
    shot = aim.shot(launch_of("lamp-staging"), "approved")
    strike(shot.world, shot.run, "run", lambda run: run["artifacts"].pop("plan", None))
    shot.world.clock.set(WINDOW[0])
    shot.world.resume(shot.run)
    if shot.world.runner.run(shot.run).status is RunStatus.closed:
        shot.world.judge.tally.breach("state", f"{shot.run} closed, and its plan was passed over")
    return shot.tally()


def _write(shot: Any, values: dict[str, Any], as_node: str) -> None:
    async def act(graph: Any, settings: Any) -> None:
        await graph.aupdate_state(settings, values, as_node=as_node)

    with_graph(shot.world, shot.run, act)


def closed_by_goto(aim: Aim) -> Tally:
    """The graph is sent to its end, past a gate that nobody decided."""
    shot = aim.shot(NOTE, "asked")

    async def act(graph: Any, settings: Any) -> None:
        await graph.aupdate_state(settings, None, as_node="step-1-gate")
        await graph.ainvoke(goto("close"), settings)

    with_graph(shot.world, shot.run, act)
    shot.world.look(shot.run)
    return shot.tally()


def changed_after_signing(aim: Aim) -> Tally:
    """A prompt is changed after the procedure was signed, and a live run launched of it."""
    changed = documents_of(aim.ground, "prompts/")
    return aim.begun(launch_of("lamp-live"), changed, signed_by=OWNER).tally()


def launched_unsigned(aim: Aim) -> Tally:
    """A live run is launched, and nobody signed the procedure."""
    return aim.begun(launch_of("lamp-live"), aim.ground.practice).tally()


def taken_back_by_anybody(aim: Aim) -> Tally:
    """A signature is taken back by somebody who neither made it nor signs such procedures."""
    shot = aim.shot(launch_of("lamp-live"), "asked")
    duties.revoke(shot.world, shot.launch, "No longer fit.", _OUTSIDER)
    return shot.tally()


def signed_by_anybody(aim: Aim) -> Tally:
    """A procedure is signed by somebody who decides no such matters."""
    shot = aim.shot(launch_of("lamp-live"), "asked")
    duties.sign(shot.world, shot.launch, "Fit to be carried out.", _OUTSIDER)
    return shot.tally()


def in_anothers_name(aim: Aim) -> Tally:
    """Names are not taken on trust here, and somebody acts in the requester's."""
    shot = aim.shot(launch_of("lamp-staging"), "approved")
    organisation = shot.world.practice.organisation.model_copy(update={"allow_asserted": False})
    shot.world.change(shot.world.practice.model_copy(update={"organisation": organisation}))
    duties.withdraw(shot.world, shot.run, "Not needed any more.", REQUESTER)
    return shot.tally()


def withdrawn_by_anybody(aim: Aim) -> Tally:
    """A run is withdrawn by somebody who neither asked for it nor decides in it."""
    shot = aim.shot(launch_of("lamp-staging"), "approved")
    duties.withdraw(shot.world, shot.run, "Not needed any more.", _OUTSIDER)
    return shot.tally()
