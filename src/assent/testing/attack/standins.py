"""What takes the place of a guard: the same work, without the one thing that it keeps."""

import zlib
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from assent.execution.planning import tool_of
from assent.execution.targets import target_of
from assent.records import Decision, OpenGate, Organisation, Person, Plan, Probed, Procedure, Stop
from assent.runner.identity import Actor

__all__ = [
    "always_absent",
    "always_waiting",
    "any_plan",
    "any_role_of_theirs",
    "anybody",
    "anybody_starts",
    "editors_only",
    "no_dry_run",
    "nothing_hidden",
    "requesters_only",
    "tier_ignored",
    "trusting",
    "unchecked",
    "unquestioned",
    "workflow_only",
]


def editors_only(separate: Any) -> Callable[..., None]:
    """Return the separation of duties that does not know requesters."""
    return lambda person, gate, outcome: (
        None if person == gate.requester else separate(person, gate, outcome)
    )


def requesters_only(separate: Any) -> Callable[..., None]:
    """Return the separation of duties that does not know editors."""
    return lambda person, gate, outcome: (
        separate(person, gate, outcome) if person == gate.requester else None
    )


def tier_ignored(recognised: Any) -> Callable[..., None]:
    """Return the recognition that takes every gate for one of tier low."""

    def instead(said: Decision, person: Person, gate: OpenGate, of: Organisation) -> None:
        low = gate.model_copy(update={"bound": gate.bound.model_copy(update={"tier": "low"})})
        recognised(said, person, low, of)

    return instead


def trusting(recognised: Any) -> Callable[..., None]:
    """Return the recognition that takes every name on trust."""

    def instead(said: Decision, person: Person, gate: OpenGate, of: Organisation) -> None:
        recognised(said, person, gate, of.model_copy(update={"allow_asserted": True}))

    return instead


def always_waiting(_: Any) -> Callable[..., OpenGate]:
    """Return what reads a gate without looking whether it still waits."""

    def instead(standing: Any, tx: Any, ref: str, seat: str = "") -> OpenGate:
        opened: OpenGate = standing.read(tx, tx.rows("gate", gate=ref)[0])
        return opened

    return instead


def workflow_only(procedure_of: Any) -> Callable[..., Procedure]:
    """Return what takes the workflow's own text for the procedure, and no card or prompt."""
    bare: dict[str, dict[str, str]] = {"cards": {}, "prompts": {}, "templates": {}}

    def instead(*given: Any) -> Procedure:
        whole: Procedure = procedure_of(*given)
        return whole.model_copy(update=bare)

    return instead


def anybody(_: Any) -> Callable[..., Actor]:
    """Return what takes everybody for whom they say they are."""
    return lambda claimed, of, *_: Actor(person=of.person(claimed), assurance="asserted")


def no_dry_run(_: Any) -> Any:
    """Return modes among which no plan's is the dry run."""
    return SimpleNamespace(dry_run=None)


def nothing_hidden(_: Any) -> Callable[[str], list[Any]]:
    """Return what sees no hidden character anywhere."""
    return lambda _text: []


def any_role_of_theirs(authorised: Any) -> Callable[..., None]:
    """Return what takes any role that a person holds for one that the seat went up to."""

    def instead(said: Decision, person: Person, gate: OpenGate) -> None:
        if said.acting_role not in person.roles:
            authorised(said, person, gate)

    return instead


def any_plan(_: Any) -> Callable[..., Plan]:
    """Return what reads a plan without asking whether the gate is bound to it."""

    def instead(kernel: Any, name: str, _gate: OpenGate) -> Plan:
        return Plan.model_validate_json(kernel._ledger.content.get(name))

    return instead


def unquestioned(_: Any) -> Callable[..., Any]:
    """Return what finds a tool and a target without asking whether they changed."""

    def instead(writing: Any, action: Any) -> Any:
        target = target_of(writing._organisation(), action.target, writing._plan.mode)
        return tool_of(writing._tools, action.tool), target

    return instead


def always_absent(_: Any) -> Callable[..., Probed]:
    """Return what says of every write that it was not made."""
    return lambda *_: Probed.absent


def anybody_starts(_: Any) -> Callable[..., Stop]:
    """Return what lets writes go on for anybody."""
    return lambda ledger, _organisation, person, reason: ledger.effects.start_again(person, reason)


def unchecked(_: Any) -> Callable[..., bytes]:
    """Return what reads content without taking its digest again."""

    def instead(_content: Any, tx: Any, name: str) -> bytes:
        return zlib.decompress(tx.rows("content", digest=name)[0]["body"])

    return instead
