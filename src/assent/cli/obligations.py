"""Open conditions, told to people: where each stands, who may close it, and how."""

from assent.authority import dischargeable
from assent.cli.place import Place
from assent.cli.waiting import named
from assent.records import Obligation, Person
from assent.runner import Runner

__all__ = ["closing_command", "may_close", "people", "sentence", "state"]


def state(one: Obligation) -> str:
    """Return where a condition stands, in one word."""
    return one.discharge.ending.value if one.discharge else "open"


def people(one: Obligation, runner: Runner) -> tuple[Person, ...]:
    """Return who may say that the condition is met; who set it comes first."""
    may = dischargeable(one, runner.ledger.obligations.gate(one), runner.organisation)
    return tuple(sorted(may, key=lambda person: person.id != one.raised_by))


def may_close(one: Obligation, runner: Runner) -> str:
    """Return who may say that the condition is met, or that nobody may."""
    organisation = runner.organisation
    names = [named(person.id, organisation) for person in people(one, runner)]
    return " or ".join(names) or f"nobody: no other holder of {one.role} is in practice.yaml"


def sentence(one: Obligation, runner: Runner) -> str:
    """Return an open condition in one line: what, whose, and who may say that it is met."""
    return f"{may_close(one, runner)}, to say that {one.id} is met by {one.owner}: {one.text}"


def closing_command(one: Obligation, runner: Runner, place: Place) -> str:
    """Return the finished command that says that the condition is met."""
    may = people(one, runner)
    who = may[0].id if may else "PERSON"
    return place.command("meet", one.run_id, one.id, "--as", who, "--reason", "…")
