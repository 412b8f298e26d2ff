"""The guards of decisions: who may decide what, over what, and how it is told."""

from assent.testing.attack import aimed_decisions as decisions
from assent.testing.attack import aimed_documents as documents
from assent.testing.attack import standins
from assent.testing.attack.guards import Guard, no

__all__ = ["DECISIONS"]

_DECIDING, _SEATS = "assent.authority.deciding", "assent.authority.seats"

DECISIONS: tuple[Guard, ...] = (
    Guard(
        "authority",
        "who requested it does not approve it",
        tuple((f"{r}:separate", standins.editors_only) for r in (_DECIDING, _SEATS)),
        decisions.approved_by_its_requester,
    ),
    Guard(
        "authority",
        "who edited it does not approve it",
        tuple((f"{r}:separate", standins.requesters_only) for r in (_DECIDING, _SEATS)),
        decisions.approved_by_its_editor,
    ),
    Guard(
        "authority",
        "a decision holds for exactly what is open",
        (no(f"{_DECIDING}:bound"),),
        decisions.bound_to_something_else,
    ),
    Guard(
        "authority",
        "a decision needs the role of its seat",
        (no(f"{_DECIDING}:_authorised"),),
        decisions.without_the_role,
    ),
    Guard(
        "authority",
        "one person fills one seat",
        (
            no(f"{_DECIDING}:seated"),
            no(f"{_SEATS}:seated"),
            ("assent.store.table:Table._clashes", lambda _: lambda *_: False),
        ),
        decisions.two_seats_for_one,
        also="the store's own rule of one person at a gate",
    ),
    Guard(
        "authority",
        "items are confirmed one by one",
        (no(f"{_DECIDING}:_confirmed"),),
        decisions.unconfirmed,
    ),
    Guard(
        "authority",
        "tier high takes no name for a signature",
        ((f"{_DECIDING}:_recognised", standins.tier_ignored),),
        decisions.high_by_name_alone,
    ),
    Guard(
        "authority",
        "a signature is by a key of the person",
        (no("assent.authority.recognising:_signed"),),
        decisions.high_by_a_strange_signature,
    ),
    Guard(
        "authority",
        "a name is not taken on trust where that is not allowed",
        ((f"{_DECIDING}:_recognised", standins.trusting),),
        decisions.only_asserted,
    ),
    Guard(
        "authority",
        "only what the gate offers is decided",
        (no(f"{_DECIDING}:_offered"),),
        decisions.not_offered,
    ),
    Guard(
        "authority",
        "a decision says why",
        (no(f"{_DECIDING}:_reasoned"),),
        decisions.without_a_reason,
    ),
    Guard(
        "authority",
        "a reason hides nothing",
        (no(f"{_DECIDING}:visible"),),
        decisions.hidden_reason,
    ),
    Guard(
        "runner",
        "an edit hides nothing",
        (("assent.runner.deciding:hidden_characters", standins.nothing_hidden),),
        decisions.hidden_edit,
    ),
    Guard(
        "authority",
        "nothing is decided before it was asked",
        (no(f"{_DECIDING}:_in_time"),),
        decisions.before_it_was_asked,
    ),
    Guard(
        "authority",
        "a procedure is signed by who may",
        (
            ("assent.runner.signing:may_sign", lambda _: lambda *_: "anybody"),
            no("assent.ledger.signatures:check_signature"),
        ),
        documents.signed_by_anybody,
        also="the same question, asked by the ledger",
    ),
    Guard(
        "authority",
        "a signature is taken back by who may",
        (
            ("assent.runner.signing:may_revoke", lambda _: lambda _p, under, _o: (None, under)),
            no("assent.ledger.signatures:check_revocation"),
        ),
        documents.taken_back_by_anybody,
        also="the same question, asked by the ledger",
    ),
    Guard(
        "runner",
        "a live run is launched of a signed procedure",
        (("assent.runner.launching:_signatures", lambda _: lambda *_: ()),),
        documents.launched_unsigned,
    ),
)
