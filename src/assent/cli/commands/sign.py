"""``assent sign``: a person stands for a procedure as it is."""

import click

from assent.cli.opening import opened
from assent.cli.options import as_json, as_person, pass_place
from assent.cli.place import Place
from assent.cli.screen import emit, facts, moment, say
from assent.records import Workflow

__all__ = ["command"]


@click.command("sign")
@click.argument("workflow")
@click.option("--reason", default="", help="Why; it stands beside the name for good.")
@as_person
@as_json
@pass_place
def command(place: Place, *, workflow: str, reason: str, person: str | None, as_json: bool) -> None:
    """Sign a procedure as it stands; only a signed, unchanged one executes live.

    What is signed is the workflow's text, every card and every prompt, by digest: one byte
    changed in any of them makes another procedure.
    """
    with opened(place) as runner:
        signature = runner.sign(workflow, reason, by=person)
        if as_json:
            emit(signature.plain())
            return
        signed = runner.practice.workflows[workflow]
        facts(
            [
                ("signed", f"{signed.title}, version {signed.version}"),
                ("by", f"{signature.name} ({signature.person}) as {signature.role}"),
                ("identity", signature.identity_assurance),
                ("at", moment(signature.signed_at)),
                ("procedure", signature.procedure),
                ("reason", signature.reason),
            ]
        )
        for line in _inferred(signed):
            say(line)


def _inferred(workflow: Workflow) -> list[str]:
    """Return a line for each step whose fields were inferred: the signer stands for them too."""
    return [
        f"step {step.number}: inferred {', '.join(step.inferred)}"
        for step in workflow.steps
        if step.inferred
    ]
