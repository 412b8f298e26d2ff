"""A procedure as it would be signed: gathered for the people who may sign it, and as data."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from assent import practice
from assent.authority import needs_key, signing_roles
from assent.cli.place import Place
from assent.cli.standing import account
from assent.cli.waiting import named
from assent.ledger import Signed
from assent.records import Finding, Organisation
from assent.runner import Runner
from assent.runner.form import inferred
from assent.runner.signing import Signable
from assent.runner.standing import Standing, standing

__all__ = ["Offer", "gather", "plain", "short", "stands"]

_SHORT = slice(len("sha256:"), len("sha256:") + 12)


class Offer(NamedTuple):
    """What would be signed, how it stands, who may sign it, and with which command."""

    signable: Signable
    standing: Standing
    history: tuple[Signed, ...]
    signers: tuple[str, ...]
    findings: tuple[Finding, ...]
    level: str
    commands: tuple[str, ...]
    revoking: str


def short(digest: str) -> str:
    """Return the 12 hex digits by which a digest may be named."""
    return digest[_SHORT]


def gather(runner: Runner, workflow: str, person: str | None, place: Place) -> Offer:
    """Gather everything that somebody reads before they sign a procedure.

    Raises:
        UnknownWorkflowError: The practice has no such workflow.
        UnknownPersonError: practice.yaml does not name ``person``.
        DocumentError: The practice has findings that are errors.
    """
    offer = runner.signable(workflow)
    organisation, roles = runner.organisation, runner.practice.roles
    who = runner.actor(person).person.id if person else None
    found = stands(runner, offer)
    may = signing_roles(offer.workflow, roles, organisation)
    signers = {p.id: r for r in may for p in organisation.holders(r)}
    done = {signature.person for signature in found.holding}
    asked = [p for p in signers if p not in done and who in {None, p}]
    commands = [_command(offer, p, organisation, place) for p in asked]
    who_else = ("--revoke", "--as", "PERSON", "--reason", "…")
    taking = place.command("sign", workflow, short(offer.digest), *who_else)
    return Offer(
        signable=offer,
        standing=found,
        history=tuple(runner.ledger.signatures.of(workflow)),
        signers=tuple(f"{named(p, organisation)} as {role}" for p, role in signers.items()),
        findings=_findings(runner, offer),
        level=_level(organisation),
        commands=tuple(commands),
        revoking=taking if done else "",
    )


def plain(found: Offer) -> dict[str, Any]:
    """Return the same as plain JSON data."""
    offer, workflow = found.signable, found.signable.workflow
    return {
        "workflow": workflow.id,
        "title": workflow.title,
        "version": workflow.version,
        "class": workflow.decision_class.value,
        "digest": offer.digest,
        "procedure": offer.procedure.plain(),
        "form": offer.form,
        "inferred": list(inferred(workflow)),
        "executes": [step.number for step in workflow.steps if step.executes],
        "level": found.level,
        "gates": [gate.plain() for gate in workflow.gates],
        "findings": [finding.plain() for finding in found.findings],
        "signers": list(found.signers),
        "signed": bool(found.standing.holding),
        "signatures": [signature.plain() for signature in found.standing.holding],
        "history": [
            {
                **one.signature.plain(),
                "revocation": one.revocation.plain() if one.revocation else None,
            }
            for one in found.history
        ],
        "why_unsigned": found.standing.why or None,
        "difference": found.standing.difference or None,
        "commands": list(found.commands),
    }


def stands(runner: Runner, offer: Signable) -> Standing:
    """Return how a procedure stands now, with what changed since it was signed last."""

    def text(name: str) -> str:
        part = offer.contents.get(name)
        return runner.ledger.content.text(name) if part is None else part.decode()

    roles, organisation = runner.practice.roles, runner.organisation
    return standing(offer.procedure, offer.workflow, roles, organisation, runner.ledger, text)


def _findings(runner: Runner, offer: Signable) -> tuple[Finding, ...]:
    """Return what ``assent check`` has to say about the parts; errors were refused before."""
    survey = practice.survey((), runner.root) if runner.root else None
    parts = {*offer.procedure.parts, "practice.yaml"}
    return tuple(f for f in survey.findings if f.path in parts) if survey else ()


def _level(organisation: Organisation) -> str:
    """Return how far practice.yaml lets a change go; it is read live, and no part of this."""
    rules = organisation.extra.get("change")
    level = str(rules.get("level") or "none") if isinstance(rules, Mapping) else "none"
    told = organisation.levels.get(level, "").partition(":")[0]
    return f"{level}{f' ({told})' if told else ''}, by practice.yaml as it is when it is used"


def _command(offer: Signable, person: str, organisation: Organisation, place: Place) -> str:
    who = () if person == account(organisation) else ("--as", person)
    known = organisation.person(person)
    keyed = known is not None and needs_key(known, offer.workflow)
    key = ("--sign", "KEY") if keyed else ()
    return place.command(
        "sign", offer.workflow.id, short(offer.digest), *who, *key, "--reason", "…"
    )
