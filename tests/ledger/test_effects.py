"""The journal of writes: intent before result, one execution per plan, one word on halting."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.ledger.conftest import NINE, RUN

from assent.canonical import digest, digest_of
from assent.errors import IntegrityError, LeaseLostError, PlanUsedError, RunFinishedError
from assent.records import Effect, EffectState, Execution, ExecutionOutcome, RunStatus

PLAN = digest(b"{}")
OTHER = digest(b"# Policy\n")


@pytest.fixture
def execution(opened) -> Callable[..., Execution]:
    def build(**changed: Any) -> Execution:
        facts = {"plan": PLAN, "gate": opened.id, "mode": "live", "outcome": "running"}
        return Execution(**{"run_id": RUN, "started_at": NINE, **facts, **changed})

    return build


def effect(index: int = 1, **changed: Any) -> Effect:
    facts = {"run_id": RUN, "plan": PLAN, "index": index, "tool": "git-record", "target": "records"}
    key = Effect.key_of(RUN, PLAN, index)
    return Effect(**{"key": key, "began_at": NINE, **facts, **changed})


def kinds(ledger) -> list[str]:
    return [
        e.kind
        for e in ledger.log.entries()
        if e.kind.split(".")[0] in {"execution", "effect", "writes"}
    ]


@pytest.fixture
def started(ledger, lease, execution) -> Execution:
    ledger.effects.start(lease, execution())
    return execution()


def test_an_execution_begins_once(ledger, lease, execution) -> None:
    assert ledger.effects.start(lease, execution()) is True
    assert ledger.effects.start(lease, execution()) is False

    assert ledger.effects.execution(PLAN) == execution()
    assert ledger.effects.execution(OTHER) is None
    assert kinds(ledger) == ["execution.started"]
    ledger.verify()


def test_a_plan_has_one_gate_and_a_gate_one_plan(ledger, lease, execution, started, gate) -> None:
    ledger.gates.open(gate(id="gate-9999999999", packet_digest=digest(b"x")), b"x", lease)

    with pytest.raises(PlanUsedError):
        ledger.effects.start(lease, execution(gate="gate-9999999999"))
    with pytest.raises(PlanUsedError):
        ledger.effects.start(lease, execution(plan=OTHER))
    assert kinds(ledger) == ["execution.started"]


def test_a_run_that_ended_executes_nothing(ledger, lease, execution) -> None:
    ledger.runs.change(lease, status=RunStatus.rejected)

    with pytest.raises(RunFinishedError):
        ledger.effects.start(lease, execution())


def test_an_intent_is_there_before_its_result(ledger, lease, started) -> None:
    ledger.effects.intend(lease, effect())
    (noted,) = ledger.effects.execution(PLAN).effects
    ledger.effects.record(lease, effect(state="done", after={"blob": "b"}, ended_at=NINE))

    assert noted.state is EffectState.intended
    (recorded,) = ledger.effects.execution(PLAN).effects
    assert (recorded.state, recorded.after) == (EffectState.done, {"blob": "b"})
    assert kinds(ledger)[-2:] == ["effect.intended", "effect.recorded"]
    ledger.verify()


def test_what_was_noted_is_not_intended_again(ledger, lease, started) -> None:
    ledger.effects.intend(lease, effect())
    ledger.effects.record(lease, effect(state="done"))

    assert ledger.effects.intend(lease, effect()).state is EffectState.done
    assert kinds(ledger).count("effect.intended") == 1


def test_what_is_known_to_be_absent_may_be_intended_again(ledger, lease, started) -> None:
    ledger.effects.intend(lease, effect())
    ledger.effects.record(lease, effect(state="absent"))

    assert ledger.effects.intend(lease, effect()).state is EffectState.intended
    assert kinds(ledger).count("effect.intended") == 2


def test_a_result_without_intent_is_refused(ledger, lease, started) -> None:
    with pytest.raises(IntegrityError, match="never intended"):
        ledger.effects.record(lease, effect(state="done"))


def test_an_effect_needs_an_execution(ledger, lease, opened) -> None:
    with pytest.raises(IntegrityError, match="no execution"):
        ledger.effects.intend(lease, effect())


@pytest.mark.parametrize("act", ["start", "intend", "record", "turn", "refuse"])
def test_who_lost_the_run_notes_nothing(ledger, lease, execution, started, act) -> None:
    ledger.effects.intend(lease, effect())
    before = kinds(ledger)
    ledger.leases.take(RUN, "host:2", gone=lambda _: True)
    acts = {
        "start": lambda: ledger.effects.start(lease, execution()),
        "intend": lambda: ledger.effects.intend(lease, effect(2)),
        "record": lambda: ledger.effects.record(lease, effect(state="done")),
        "turn": lambda: ledger.effects.turn(lease, PLAN, ExecutionOutcome.done, ""),
        "refuse": lambda: ledger.effects.refuse(lease, execution(outcome="refused")),
    }

    with pytest.raises(LeaseLostError):
        acts[act]()
    assert kinds(ledger) == before


def test_effects_are_told_in_the_order_they_began(ledger, lease, started) -> None:
    for index in (2, 1):
        ledger.effects.intend(lease, effect(index))

    assert [e.index for e in ledger.effects.execution(PLAN).effects] == [2, 1]
    assert [e.plan for e in ledger.effects.executions(RUN)] == [PLAN]


def test_an_end_is_noted_with_its_time(ledger, lease, started) -> None:
    turned = ledger.effects.turn(lease, PLAN, ExecutionOutcome.undoing, "no", "DriftError")
    ended = ledger.effects.turn(lease, PLAN, ExecutionOutcome.undone, "")

    assert (turned.ended_at, turned.refusal) == (None, "DriftError")
    assert ended.ended_at is not None
    assert ended.reason == "no"
    assert kinds(ledger) == ["execution.started", "execution.turned", "execution.ended"]


def test_the_last_word_on_halting_counts(ledger) -> None:
    assert ledger.effects.stopped() is None
    ledger.effects.stop("ines-okafor", "Fire.")
    assert ledger.effects.stopped().reason == "Fire."
    ledger.effects.start_again("ines-okafor", "Out.")

    assert ledger.effects.stopped() is None
    assert kinds(ledger) == ["writes.stopped", "writes.started"]


@pytest.fixture
def touch(store) -> Callable[[str], None]:
    """Change rows behind the ledger's back; only a file can be reached so."""
    if store.place == ":memory:":
        pytest.skip("memory has no back door")

    def run(statement: str) -> None:
        store._connection.executescript(
            "DROP TRIGGER effects_remain; DROP TRIGGER executions_remain;" + statement
        )

    return run


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE effects SET record = CAST(record || ' ' AS BLOB)",
        "UPDATE executions SET record = CAST(record || ' ' AS BLOB)",
        "DELETE FROM effects",
        "DELETE FROM effects; DELETE FROM executions",
    ],
)
def test_a_forged_or_missing_row_is_found(ledger, lease, started, touch, statement) -> None:
    ledger.effects.intend(lease, effect())
    touch(statement)

    with pytest.raises(IntegrityError):
        ledger.verify()


def test_a_row_set_back_to_an_earlier_truth_is_found(ledger, lease, started, store, touch) -> None:
    ledger.effects.intend(lease, effect())
    with store.transaction() as tx:
        (early,) = tx.rows("effect", key=effect().key)
    ledger.effects.record(lease, effect(state="done"))
    touch(f"UPDATE effects SET record = x'{early['record'].hex()}', entry = {early['entry']}")

    with pytest.raises(IntegrityError, match="not what the log tells"):
        ledger.verify()


def test_keys_differ_by_run_plan_index_and_kind() -> None:
    keys = {
        Effect.key_of(run, plan, index, kind)
        for run in ("a", "b")
        for plan in (PLAN, OTHER)
        for index in (1, 2)
        for kind in ("action", "undo")
    }

    assert len(keys) == 16
    assert Effect.key_of("a", PLAN, 1) == digest_of(["a", PLAN, 1, "action"])
