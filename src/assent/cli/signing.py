"""What a person reads before they sign a procedure: in short, what changed, and then the whole."""

from collections.abc import Iterator, Mapping

from assent.cli.offering import Offer, short
from assent.cli.screen import columns, facts, heading, pages, say
from assent.ledger import Signed
from assent.records import Gate, Signature, Workflow
from assent.runner.form import inferred
from assent.runner.signing import Signable
from assent.runner.standing import NEVER, Standing, said, taken_back

__all__ = ["tell_offer"]

_MOST = 5
"""Signatures before this one that are told; all of them stand in the JSON."""

_ROOMS = ("cards", "prompts", "templates", "tools")


def tell_offer(found: Offer) -> None:
    """Print the summary, what is bound, what changed, the form whole, and how to sign it."""
    offer, workflow = found.signable, found.signable.workflow
    heading("# What a signature would stand for\n")
    facts(_summary(found))
    for finding in found.findings:
        say(f"  {finding.path}:{finding.line} {finding.severity.value}: {finding.message}")
    heading("\n# What changed since it was signed last\n")
    never = "It was never signed, so there is nothing to compare."
    say(found.standing.difference or (never if found.standing.why == NEVER else "Nothing."))
    heading(f"\n# {workflow.title}, as it was understood\n")
    pages(offer.form.rstrip("\n"))
    heading("\n# What it is bound to\n")
    columns(list(_bound(offer)))
    heading("\n# To sign it\n")
    _tell_commands(found)


def _summary(found: Offer) -> Iterator[tuple[str, str]]:
    workflow = found.signable.workflow
    yield "procedure", f"{workflow.title}, version {workflow.version} ({workflow.id})"
    yield "digest", found.signable.digest
    yield "stands", _stands(found.standing)
    for one in found.history[-_MOST:]:
        if one.signature not in found.standing.holding:
            yield "before", _before(one)
    may = " or ".join(found.signers) or "nobody: see 'signers' in practice.yaml"
    yield "class", f"{workflow.decision_class.value}; may be signed by {may}"
    yield from _gates(workflow)
    yield from _writes(found)
    for place in [*inferred(workflow)] or ["nothing: the document states everything"]:
        yield "inferred", place
    yield "findings", f"{len(found.findings)}" if found.findings else "none"


def _stands(found: Standing) -> str:
    if not found.holding:
        return f"unsigned: {found.why}"
    return "signed: " + "; ".join(f"{said(one)} ({_how(one)})" for one in found.holding)


def _before(one: Signed) -> str:
    """Return an earlier signature as a sentence: under what, and whether it was taken back."""
    back = f", which {taken_back(one.revocation)}" if one.revocation else ""
    return f"{said(one.signature)} under {short(one.signature.procedure)}{back}"


def _how(signature: Signature) -> str:
    return f"identity {signature.identity_assurance}: {signature.reason}"


def _gates(workflow: Workflow) -> Iterator[tuple[str, str]]:
    for step in workflow.steps:
        if step.gate:
            yield "gate", f"step {step.number}: {_gate(step.gate)}"


def _gate(gate: Gate) -> str:
    seats = " and ".join(_seat(gate)) or "nobody"
    quorum = f", {gate.quorum} of them" if gate.quorum else ""
    items = f"; confirms {', '.join(gate.confirms)}" if gate.confirms else ""
    return f"{gate.id}, {gate.decision_class.value}, tier {gate.tier}: {seats}{quorum}{items}"


def _seat(gate: Gate) -> Iterator[str]:
    for seat in gate.seats:
        when = f" (when {seat.when.input} is {seat.when.value})" if seat.when else ""
        yield f"{seat.role}{when}"


def _writes(found: Offer) -> Iterator[tuple[str, str]]:
    """Yield the steps that execute, and how far practice.yaml lets them."""
    executing = [step for step in found.signable.workflow.steps if step.executes]
    tools = ", ".join(found.signable.writing)
    how = f"writes with {tools}" if tools else "no target in practice.yaml to write to"
    for step in executing:
        yield "executes", f"step {step.number}: {step.title}; {how}"
    if executing:
        yield "level", found.level
    else:
        yield "executes", "nothing: it makes documents"


def _bound(offer: Signable) -> Iterator[tuple[str, str, str]]:
    procedure = offer.procedure
    yield "document", procedure.path, short(procedure.source or "")
    yield "reading", "the record made of it", short(procedure.reading)
    for room in _ROOMS:
        held: Mapping[str, str] = getattr(procedure, room)
        for name, digest in held.items():
            yield room.removesuffix("s"), name, short(digest)


def _tell_commands(found: Offer) -> None:
    """Print the commands as they are: a person copies them, so none is wrapped."""
    if found.commands:
        say("Say why in place of the dots:")
    for command in found.commands:
        say(f"  {command}")
    if found.revoking:
        say("It is signed. To take that back:")
        say(f"  {found.revoking}")
    if not found.commands and not found.revoking:
        say("Nobody may: 'signers' in practice.yaml names no holder of a role of its class.")
