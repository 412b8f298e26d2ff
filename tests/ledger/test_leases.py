"""Who is at work on a run."""

from datetime import timedelta

import pytest

from assent.errors import LeaseLostError, RunBusyError

RUN = "run-cm-policy-0123456789"


def held(store, ledger, lease) -> None:
    with store.transaction() as tx:
        ledger.leases.held(tx, lease)


def test_one_holder_at_a_time(ledger) -> None:
    ledger.leases.take(RUN, "host:1")

    with pytest.raises(RunBusyError) as refused:
        ledger.leases.take(RUN, "host:2")

    assert refused.value.holder == "host:1"
    ledger.leases.take("run-cm-policy-9999999999", "host:2")


def test_tokens_only_grow(ledger) -> None:
    first = ledger.leases.take(RUN, "host:1")
    ledger.leases.release(first)
    second = ledger.leases.take(RUN, "host:1")
    ledger.leases.release(second)
    third = ledger.leases.take(RUN, "host:1")

    assert [lease.token for lease in (first, second, third)] == [1, 2, 3]


def test_an_expired_lease_is_taken_over(store, ledger, clock) -> None:
    late = ledger.leases.take(RUN, "host:1", seconds=10)
    clock.advance(timedelta(seconds=11))
    held(store, ledger, late)
    ledger.leases.take(RUN, "host:2")

    with pytest.raises(LeaseLostError):
        held(store, ledger, late)
    with pytest.raises(LeaseLostError):
        ledger.leases.beat(late)


def test_a_beat_keeps_the_lease(ledger, clock) -> None:
    lease = ledger.leases.take(RUN, "host:1", seconds=10)
    clock.advance(timedelta(seconds=8))
    ledger.leases.beat(lease, seconds=10)
    clock.advance(timedelta(seconds=8))

    with pytest.raises(RunBusyError):
        ledger.leases.take(RUN, "host:2")


def test_a_dead_holder_is_replaced_at_once(ledger) -> None:
    ledger.leases.take(RUN, "host:1")

    assert ledger.leases.take(RUN, "host:2", gone=lambda holder: holder == "host:1").token == 2


def test_a_released_lease_is_lost_and_releasing_late_takes_nothing(store, ledger) -> None:
    first = ledger.leases.take(RUN, "host:1")
    ledger.leases.release(first)
    with pytest.raises(LeaseLostError):
        held(store, ledger, first)
    second = ledger.leases.take(RUN, "host:2")
    ledger.leases.release(first)

    held(store, ledger, second)


def test_a_lease_is_for_one_run(store, ledger) -> None:
    lease = ledger.leases.take(RUN, "host:1")

    with store.transaction() as tx, pytest.raises(LeaseLostError):
        ledger.leases.held(tx, lease, "run-cm-policy-9999999999")
