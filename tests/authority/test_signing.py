"""Who may sign a procedure, who may take a signature back, and what a signature lacks."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assent.authority import (
    check_revocation,
    check_signature,
    may_revoke,
    may_sign,
    needs_key,
    signing_roles,
)
from assent.errors import (
    IdentityError,
    NotAuthorisedError,
    NotCanonicalError,
    RationaleMissingError,
    UnknownPersonError,
)
from assent.records import (
    DecisionClass,
    Organisation,
    Person,
    Revocation,
    Role,
    Signature,
    Step,
    Workflow,
)
from assent.runner.keys import sign_with

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DIGEST = "sha256:" + "1" * 64
ROLES = {
    role.id: role
    for role in (
        Role(id="owner", title="Owner", serves="us", decides=(DecisionClass.strategic,)),
        Role(id="neighbour", title="Neighbour", serves="them", decides=(DecisionClass.strategic,)),
        Role(id="manager", title="Manager", serves="us", decides=(DecisionClass.operational,)),
        Role(id="clerk", title="Clerk", serves="us"),
    )
}
STEP = Step(number=1, title="Write")


def procedure(of: str = "operational", **step: Any) -> Workflow:
    steps = (STEP.model_copy(update=step),)
    return Workflow(id="policy", title="Policy", decision_class=DecisionClass(of), steps=steps)


def company(*people: Person, **changed: Any) -> Organisation:
    facts = {"signers": ("owner", "manager"), "allow_asserted": True, "people": people}
    return Organisation(id="quay", title="Quay", **{**facts, **changed})


def person(*roles: str, key: str = "", name: str = "ann") -> Person:
    return Person(id=name, name=name.title(), roles=roles, keys=(key,) if key else ())


def signature(**changed: Any) -> Signature:
    facts = {
        "workflow": "policy",
        "procedure": DIGEST,
        "form": DIGEST,
        "person": "ann",
        "name": "Ann",
        "role": "manager",
        "identity_assurance": "asserted",
        "reason": "As agreed.",
        "signed_at": NINE,
    }
    return Signature(**{**facts, **changed})


def revocation(*taken: Signature, **changed: Any) -> Revocation:
    facts = {
        **signature().model_dump(include={"workflow", "procedure", "person", "name", "reason"}),
        "identity_assurance": "asserted",
        "role": "manager",
        "signatures": tuple(one.record_digest for one in taken),
        "revoked_at": NINE,
    }
    return Revocation(**{**facts, **changed})


def refused(said: Signature, by: Person, workflow: Workflow | None = None, **changed: Any) -> str:
    with pytest.raises((IdentityError, NotAuthorisedError)) as caught:
        check_signature(said, workflow or procedure(), ROLES, company(by, **changed))
    return str(caught.value)


@pytest.fixture
def key(tmp_path) -> Path:
    made = tmp_path / "id"
    command = ["ssh-keygen", "-t", "ed25519", "-N", "", "-q", "-f", str(made)]
    subprocess.run(command, check=True, capture_output=True, timeout=30)
    return made


def public(key: Path) -> str:
    return key.with_suffix(".pub").read_text().strip()


def keyed(said: Signature, key: Path) -> Signature:
    assured = said.model_copy(update={"identity_assurance": "signed-key"})
    made = sign_with(key, assured.signed_bytes, said.person)
    return assured.model_copy(update={"signature": made})


def test_a_signer_signs_in_the_role_that_decides_such_matters() -> None:
    both = person("owner", "manager")

    assert may_sign(both, procedure("strategic"), ROLES, company(both)) == "owner"
    assert may_sign(both, procedure("operational"), ROLES, company(both)) == "manager"
    check_signature(signature(), procedure(), ROLES, company(both))


def test_the_owner_of_another_practice_signs_nothing_here() -> None:
    stranger = person("neighbour")

    with pytest.raises(NotAuthorisedError, match=r"needs one of owner\."):
        may_sign(stranger, procedure("strategic"), ROLES, company(stranger))


def test_a_signer_signs_nothing_of_another_class() -> None:
    with pytest.raises(NotAuthorisedError, match=r"needs one of owner\."):
        may_sign(person("manager"), procedure("strategic"), ROLES, company())


def test_where_no_signers_are_named_nobody_signs() -> None:
    nobody = company(person("manager"), signers=())

    assert signing_roles(procedure(), ROLES, nobody) == ()
    with pytest.raises(NotAuthorisedError, match=r"under 'signers' in practice\.yaml"):
        may_sign(person("manager"), procedure(), ROLES, nobody)


@pytest.mark.parametrize(
    ("said", "by", "why"),
    [
        (signature(), person("clerk"), "may not sign procedure 'policy'"),
        (signature(role="owner"), person("manager", "owner"), "may not sign procedure"),
        (signature(name="Anne"), person("manager"), "prints the name as 'Ann'"),
        (signature(identity_assurance="signed-key"), person("manager"), "no key listed"),
    ],
    ids=["role", "class", "name", "key"],
)
def test_what_its_author_is_not_is_refused(said, by, why) -> None:
    assert why in refused(said, by)


def test_a_name_that_is_only_asserted_may_not_be_enough() -> None:
    assert "only asserted" in refused(signature(), person("manager"), allow_asserted=False)


def test_somebody_whom_the_practice_does_not_know_signs_nothing() -> None:
    with pytest.raises(UnknownPersonError):
        check_signature(signature(), procedure(), ROLES, company())


@pytest.mark.parametrize("reason", ["", " ", "…"])
def test_a_signature_says_why(reason) -> None:
    with pytest.raises(RationaleMissingError, match="'sign' at procedure 'policy'"):
        check_signature(signature(reason=reason), procedure(), ROLES, company(person("manager")))


def test_a_reason_hides_nothing() -> None:
    hiding = signature(reason="Fit\u202e.")

    with pytest.raises(NotCanonicalError, match=r"U\+202E at 1:4 of the reason"):
        check_signature(hiding, procedure(), ROLES, company(person("manager")))


def test_who_has_a_key_signs_what_executes_or_is_strategic_with_it(key) -> None:
    listed = person("manager", key=public(key))
    executing = procedure(executes=True)

    assert [needs_key(listed, w) for w in (procedure(), executing, procedure("strategic"))] == [
        False,
        True,
        True,
    ]
    assert not needs_key(person("manager"), executing)
    assert "takes no name alone" in refused(signature(), listed, executing)
    check_signature(keyed(signature(), key), executing, ROLES, company(listed))


def test_a_key_signs_for_nobody_else_and_nothing_else(key) -> None:
    listed, other = person("manager", key=public(key)), signature(reason="Another.")
    moved = other.model_copy(
        update={
            "signature": keyed(signature(), key).signature,
            "identity_assurance": "signed-key",
        }
    )

    assert "no key listed" in refused(keyed(signature(), key), person("manager"))
    assert "no key listed" in refused(moved, listed)


def test_a_signer_takes_back_their_own_when_they_hold_no_role_any_more() -> None:
    hers, his = signature(), signature(person="bob", name="Bob")

    assert may_revoke(person("clerk"), [hers, his], company()) == (None, (hers,))


def test_a_holder_of_a_role_that_signs_takes_back_all_whatever_the_class() -> None:
    standing = [signature(person="bob", name="Bob"), signature(person="cleo", name="Cleo")]

    assert may_revoke(person("owner"), standing, company()) == ("owner", tuple(standing))


def test_anybody_else_takes_nothing_back() -> None:
    his = signature(person="bob", name="Bob")
    by = company(person("clerk"))

    with pytest.raises(NotAuthorisedError, match="may not take back"):
        check_revocation(revocation(his, role=None), [his], by)
    with pytest.raises(NotAuthorisedError, match="may not take back"):
        check_revocation(revocation(his, role="manager"), [his], by)


def test_taking_back_says_why_too() -> None:
    mine = signature()

    with pytest.raises(RationaleMissingError):
        check_revocation(revocation(mine, reason=""), [mine], company(person("manager")))
