"""The journal: each paid call once, the first valid reply wins."""

from datetime import timedelta
from hashlib import sha256

import pytest

from assent.canonical import digest
from assent.errors import LeaseLostError
from assent.ledger.journal import LARGEST_REPLY
from assent.records import Reply, Usage

RUN = "run-cm-policy-0123456789"
ASKED = digest(b"request")


@pytest.fixture
def keeps(ledger, lease):
    def record(contribution=None, /, text="the reply", **changed):
        facts = {
            "node": "step-1-cm-analyst",
            "round_": 1,
            "request_digest": ASKED,
            "reply": Reply(
                text=text, model="offline", usage=Usage(prompt_tokens=100, completion_tokens=20)
            ),
            "role": "cm-analyst",
            "step": 1,
            "error": None if contribution else "no sections",
        }
        return ledger.journal.record(lease, contribution=contribution, **{**facts, **changed})

    return record


def winner(ledger):
    return ledger.journal.winner(RUN, "step-1-cm-analyst", 1)


def test_a_valid_reply_wins_its_turn(ledger, keeps) -> None:
    won = keeps(b"{}")

    reply = winner(ledger)
    assert won == reply.contribution_digest == digest(b"{}")
    assert (reply.request_digest, reply.attempt, reply.model) == (ASKED, 1, "offline")
    assert ledger.content.text(reply.reply_digest) == "the reply"
    assert ledger.log.entries(RUN)[-1].kind == "model.replied"


def test_an_invalid_reply_is_kept_and_does_not_win(ledger, keeps) -> None:
    assert keeps() == ""
    assert winner(ledger) is None
    assert keeps(b"{}") == digest(b"{}")

    assert winner(ledger).attempt == 2
    assert ledger.journal.attempts(RUN, "step-1-cm-analyst", 1) == 2
    assert [e.kind for e in ledger.log.entries(RUN)][1:] == ["model.refused", "model.replied"]


def test_the_first_valid_reply_stays(ledger, keeps) -> None:
    keeps(b"first")

    assert keeps(b"second") == digest(b"first")
    assert winner(ledger).contribution_digest == digest(b"first")
    assert ledger.journal.attempts(RUN, "step-1-cm-analyst", 1) == 2


def test_an_attempt_is_kept_once(ledger, keeps) -> None:
    keeps(b"first", attempt=1)
    before = ledger.log.entries()

    assert keeps(b"other", attempt=1) == digest(b"first")
    assert ledger.log.entries() == before


def test_rounds_and_nodes_are_apart(ledger, keeps) -> None:
    keeps(b"one")
    keeps(b"two", round_=2)
    keeps(b"three", node="step-2-cm-auditor")

    assert winner(ledger).contribution_digest == digest(b"one")
    assert ledger.journal.winner(RUN, "step-1-cm-analyst", 2).attempt == 1


def test_hostile_text_is_kept_within_bounds(ledger, keeps) -> None:
    keeps(text="\ud800" + "x" * 2 * LARGEST_REPLY, error="bad \udfff" * 9999)

    raw = ledger.log.entries(RUN)[-1].body["reply_digest"]
    assert len(ledger.content.get(raw)) == LARGEST_REPLY
    assert ledger.content.text(raw).startswith("\\ud800")


def test_usage_is_told_by_role_and_step(ledger, keeps) -> None:
    keeps()
    keeps(b"one")
    keeps(b"two", node="step-1-cm-auditor", role="cm-auditor")

    rows = ledger.journal.usage(RUN)
    assert [(r.role, r.step, r.calls, r.refused, r.prompt_tokens) for r in rows] == [
        ("cm-analyst", 1, 2, 1, 200),
        ("cm-auditor", 1, 1, 0, 100),
    ]
    assert ledger.journal.usage("run-of-nobody") == []
    assert not rows[0].estimated


def test_a_lost_lease_keeps_nothing(ledger, lease, keeps, clock) -> None:
    clock.advance(timedelta(minutes=1))
    ledger.leases.take(RUN, "host:2")

    with pytest.raises(LeaseLostError):
        keeps(b"{}")
    assert winner(ledger) is None


def test_bytes_are_counted_for_a_run_and_for_all(ledger, opened, keeps) -> None:
    before = ledger.bytes_stored(RUN)
    noise = b"".join(sha256(bytes([n])).digest() for n in range(200))
    keeps(noise[:1000])
    ledger.content.put(noise[1000:6000])

    assert 1000 < ledger.bytes_stored(RUN) - before < 2100
    assert ledger.bytes_stored() >= ledger.bytes_stored(RUN) + 5000


def test_text_is_kept_in_less_room_than_it_takes(ledger, opened, keeps) -> None:
    before = ledger.bytes_stored(RUN)
    digest = keeps(b"the same words over and over " * 500)

    assert ledger.bytes_stored(RUN) - before < 2000
    assert ledger.content.get(digest) == b"the same words over and over " * 500
