"""A state that somebody touched sends one advance nowhere twice."""

from types import SimpleNamespace

from assent.runner.advancing import _NOTHING, _next


def resting(checkpoint: str, **changed):
    place = {"configurable": {"checkpoint_id": checkpoint}}
    facts = {"values": {"run": {}}, "tasks": ("execute",), "interrupts": (), "config": place}
    return SimpleNamespace(**{**facts, **changed})


def ask(state, answered, gates=None):
    context = SimpleNamespace(rebuilding=False, ledger=SimpleNamespace(gates=gates), lease=None)
    return _next(state, context, lambda: None, answered, retry=False)


def test_a_place_is_driven_from_once() -> None:
    answered: set[str] = set()

    assert ask(resting("c1"), answered) is None
    assert ask(resting("c1"), answered) is _NOTHING
    assert ask(resting("c2"), answered) is None


def test_an_answer_is_given_once() -> None:
    ended = SimpleNamespace(record_digest="sha256:1")
    gates = SimpleNamespace(resolution=lambda _: ended, lapse=lambda *_: ended)
    waiting = SimpleNamespace(id="i1", value={"assent": {"gate": "gate-1"}})
    answered: set[str] = set()

    first = ask(resting("c1", interrupts=(waiting,)), answered, gates)
    second = ask(resting("c1", interrupts=(waiting,)), answered, gates)

    assert first.resume == {"i1": {"decision": "sha256:1"}}
    assert second is _NOTHING
