"""``assent sign``: a procedure as it would be signed; with its digest, a person signs it."""

from pathlib import Path

import click

from assent.cli.offering import gather, plain
from assent.cli.opening import opened
from assent.cli.options import as_json, as_person, pass_place
from assent.cli.place import Place
from assent.cli.screen import emit, facts, moment
from assent.cli.signing import tell_offer
from assent.errors import CallError
from assent.records import Revocation, Signature
from assent.runner import Runner

__all__ = ["command"]

_KEY = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("sign")
@click.argument("workflow")
@click.argument("digest", metavar="[DIGEST]", required=False)
@click.option("--reason", default="", help="Why; it stands beside the name for good.")
@as_person
@click.option(
    "--sign", "key", metavar="KEY", type=_KEY, help="Your private SSH key; needed if one is listed."
)
@click.option("--revoke", is_flag=True, help="Take back what was signed under the digest.")
@as_json
@pass_place
def command(
    place: Place,
    *,
    workflow: str,
    digest: str | None,
    reason: str,
    person: str | None,
    key: Path | None,
    revoke: bool,
    as_json: bool,
) -> None:
    """Show a procedure as it would be signed; with its DIGEST, sign it.

    Without a digest nothing is signed: you see what the procedure was understood to say,
    what it is bound to, and what changed since it was signed last. Only a procedure that
    is signed, with not one byte changed since, writes to live targets.
    """
    with opened(place) as runner:
        if digest is None:
            _only_shown(workflow, place, reason=bool(reason or key), revoke=revoke)
            found = gather(runner, workflow, person, place)
            if as_json:
                emit(plain(found))
            else:
                tell_offer(found)
        elif revoke:
            _revoke(runner, runner.revoke(workflow, digest, reason, by=person, key=key), as_json)
        else:
            _signed(runner, runner.sign(workflow, digest, reason, by=person, key=key), as_json)


def _only_shown(workflow: str, place: Place, *, reason: bool, revoke: bool) -> None:
    """Refuse what looks like a signature but does not say under what."""
    if reason or revoke:
        raise CallError(
            f"nothing was signed or taken back: name the digest of what you read. "
            f"See: {place.command('sign', workflow)}"
        )


def _signed(runner: Runner, signature: Signature, as_json: bool) -> None:
    if as_json:
        emit({**signature.plain(), "receipt": signature.record_digest})
        return
    found = runner.practice.workflows[signature.workflow]
    facts(
        [
            ("signed", f"{found.title}, version {found.version}"),
            ("by", f"{signature.name} ({signature.person}) as {signature.role}"),
            ("identity", signature.identity_assurance),
            ("at", moment(signature.signed_at)),
            ("procedure", signature.procedure),
            ("read as", signature.form),
            ("reason", signature.reason),
            ("receipt", signature.record_digest),
        ]
    )


def _revoke(runner: Runner, revocation: Revocation, as_json: bool) -> None:
    if as_json:
        emit({**revocation.plain(), "receipt": revocation.record_digest})
        return
    taken = {
        one.signature.record_digest: one.signature.name
        for one in runner.ledger.signatures.under(revocation.procedure)
    }
    role = revocation.role or "the signer"
    facts(
        [
            ("taken back", revocation.workflow),
            ("signed by", ", ".join(taken[name] for name in revocation.signatures)),
            ("by", f"{revocation.name} ({revocation.person}) as {role}"),
            ("identity", revocation.identity_assurance),
            ("at", moment(revocation.revoked_at)),
            ("procedure", revocation.procedure),
            ("reason", revocation.reason),
            ("receipt", revocation.record_digest),
        ]
    )
