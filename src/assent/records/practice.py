"""The organisation and everything it has written down."""

from typing import Any

from assent.records.calendar import Calendar
from assent.records.record import Identifier, Record
from assent.records.role import Role
from assent.records.spending import Budget
from assent.records.template import Template
from assent.records.workflow import Workflow

__all__ = ["Framework", "Organisation", "Person", "Practice"]


class Person(Record):
    """A natural person: id, printed name, the roles they hold, and how they are recognised.

    ``accounts`` are operating-system account names; ``keys`` are SSH public keys.
    """

    id: Identifier
    name: str
    roles: tuple[Identifier, ...] = ()
    accounts: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


class Framework(Record):
    """A standard the practice answers to; findings against an external one stand."""

    id: Identifier
    title: str
    clauses: tuple[str, ...] = ()
    external: bool = False


class Organisation(Record):
    """practice.yaml: people, people-only roles, groups, frameworks and policy.

    ``roles`` are people-only roles; ``groups`` maps a group's id to role ids; ``generic``
    are the role ids that a launch binds. ``signers`` are the roles whose holders may sign
    procedures, each within the classes its card decides. ``extra`` keeps sections of later
    use.
    """

    id: Identifier
    title: str
    time_zone: str = "UTC"
    allow_asserted: bool = False
    people: tuple[Person, ...] = ()
    roles: tuple[Role, ...] = ()
    groups: dict[Identifier, tuple[Identifier, ...]] = {}
    generic: dict[Identifier, tuple[str, ...]] = {}
    signers: tuple[Identifier, ...] = ()
    frameworks: tuple[Framework, ...] = ()
    levels: dict[str, str] = {}
    models: dict[str, dict[str, Any]] = {}
    budget: Budget = Budget()
    calendar: Calendar = Calendar()
    extra: dict[str, Any] = {}

    def person(self, person: str) -> Person | None:
        """Return the person of that id, or None."""
        return next((p for p in self.people if p.id == person), None)

    def holders(self, role: str) -> tuple[Person, ...]:
        """Return the people who hold the role, in the order of practice.yaml."""
        return tuple(p for p in self.people if role in p.roles)


class Practice(Record):
    """A whole practice as loaded: organisation, cards, workflows, prompts and templates.

    ``roles`` holds the cards and the people-only roles by id; ``prompts`` the Jinja source
    by turn kind; ``sources`` the exact text each was read from by its path below the root
    (``agents/cm-auditor.md``). A practice is a function of its sources.
    """

    organisation: Organisation
    roles: dict[str, Role]
    workflows: dict[str, Workflow]
    prompts: dict[str, str]
    templates: dict[str, Template]
    sources: dict[str, str] = {}
