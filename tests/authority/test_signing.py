"""Who may sign a procedure."""

import pytest

from assent.authority import may_sign
from assent.errors import NotAuthorisedError, RationaleMissingError
from assent.records import DecisionClass, Person, Role

OWNER = Role(id="owner", title="Owner", serves="all", decides=(DecisionClass.strategic,))
CLERK = Role(id="clerk", title="Clerk", serves="all", decides=(DecisionClass.operational,))


def signs(role: str, reason: str = "As agreed.") -> str:
    person = Person(id="ann", name="Ann", roles=(role,))
    return may_sign(person, "policy", DecisionClass.strategic, [OWNER, CLERK], reason)


def test_a_holder_of_a_role_that_decides_such_matters_signs_in_that_role() -> None:
    assert signs("owner") == "owner"


def test_anybody_else_is_told_what_is_missing_and_what_to_look_at() -> None:
    with pytest.raises(NotAuthorisedError, match=r"may not sign procedure.*assent graph policy"):
        signs("clerk")


def test_a_signature_says_why() -> None:
    with pytest.raises(RationaleMissingError):
        signs("owner", " ")
