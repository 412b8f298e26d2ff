"""The judge: says of each attempted write whether people approved it, from what it saw itself.

It asks neither the authority nor the ledger nor the guards. It is told by the machine who
decided what through the front door, and it reads a gate and its plan once, when the gate
was opened and nobody had touched the store.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from assent.canonical import hidden_characters
from assent.records import Decision, Instant, OpenGate, Organisation, Outcome, Plan, Role
from assent.runner import Choice
from assent.testing.attack.facts import (
    APPROVING,
    GateFact,
    RunFact,
    Said,
    Tally,
    key_of,
)

__all__ = ["Judge"]

Write = tuple[str, str, int, str]


@dataclass
class Judge:
    """Everything that happened, as told by who did it; ``breaches`` is what must not have."""

    organisation: Organisation
    runs: dict[str, RunFact] = field(default_factory=dict)
    gates: dict[str, GateFact] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    plans: dict[str, Plan] = field(default_factory=dict)
    keys: dict[str, Write] = field(default_factory=dict)
    shown: set[tuple[str, str]] = field(default_factory=set)
    signed: dict[str, dict[str, frozenset[str]]] = field(default_factory=dict)
    cards: Mapping[str, Role] = field(default_factory=dict)
    stopped: bool = False
    made: dict[str, Instant] = field(default_factory=dict)
    grave: Callable[[Plan], bool] = lambda _: False
    tally: Tally = field(default_factory=Tally)

    # ---- what people do ----------------------------------------------------------------

    def saw_gate(self, opened: OpenGate, plan: Plan | None, *, honest: bool) -> None:
        """Note a gate that was opened; an earlier one of the same declaration is over."""
        for fact in self.gates.values():
            same = (fact.opened.run_id, fact.opened.gate.id) == (opened.run_id, opened.gate.id)
            fact.open = fact.open and not same
        self.gates[opened.id] = GateFact(opened, honest)
        name = opened.bound.plan
        if plan and name:
            self.plans[name] = plan
            for action in plan.actions:
                for kind in ("action", "undo"):
                    key = key_of(plan.run_id, name, action.index, kind)
                    self.keys[key] = (plan.run_id, name, action.index, kind)

    def accepted(self, made: Decision, choice: Choice, *, signed: bool) -> None:
        """Hear that a decision was accepted; one that nobody may make is a breach."""
        gate, person = made.gate, choice.person or ""
        fact = self.gates.get(gate)
        wrong = self.wrong(fact, made, choice, signed=signed)
        if wrong or fact is None:
            self.tally.breach(
                "decision", f"{choice.decision.value} by {person!r} at {gate}: {wrong}"
            )
            return
        if choice.decision is Outcome.defer:
            return
        role = _role(fact.opened, made)
        said = Said(gate, person, made.seat, role, choice.decision, made.decided_at, signed)
        self.said.append(said)
        fact.open = choice.decision in APPROVING and not self.approved(fact)

    def wrong(self, fact: GateFact | None, made: Decision, choice: Choice, *, signed: bool) -> str:
        """Return why a decision may not be made, or nothing."""
        if fact is None:
            return "the gate was never opened"
        gate, said, seat = fact.opened, choice.decision, made.seat
        offered = {*gate.gate.outcomes} - ({Outcome.rework} if gate.final_round else set())
        taken = {s.seat: s.person for s in self.said if s.gate == gate.id}
        approves, withdraws = said in APPROVING, said is Outcome.withdraw
        person = choice.person or ""
        own = person == gate.requester and withdraws
        may = _role(gate, made) in self._roles(person) and self._risen(gate, made)
        high = gate.bound.tier == "high"
        words = "".join((choice.reason, *map(str, choice.conditions))).replace("\n", "")
        rules = (
            (fact.open, "it does not wait for anybody"),
            (said in offered, "the outcome is not offered"),
            (own or may, "not their seat"),
            (own or person != gate.requester, "they requested it"),
            (person not in gate.editors, "they edited it"),
            (seat not in taken, "the seat has decided"),
            (gate.gate.combine_seats or person not in taken.values(), "they sit elsewhere"),
            (bool(choice.reason.strip()), "no reason is given"),
            (not hidden_characters(words), "its words hide characters"),
            (not approves or {*gate.gate.confirms} <= {*choice.confirmed}, "unconfirmed items"),
            (not high or signed, "it is not signed"),
            (not high or own or (gate.id, person) in self.shown, "they were never shown it"),
            (signed or self.organisation.allow_asserted, "a name was only asserted"),
        )
        return next((why for holds, why in rules if not holds), "")

    def approved(self, fact: GateFact) -> bool:
        """Tell whether enough people who hold their seats now approved, and nobody refused."""
        gate = fact.opened
        said = [s for s in self.said if s.gate == gate.id]
        wanted = gate.gate.quorum or len(gate.seats)
        held = {
            s.seat: s.role
            for s in said
            if s.outcome in APPROVING and s.role in self._roles(s.person)
        }
        enough = len(held) >= max(1, wanted) and all(s.outcome in APPROVING for s in said)
        return enough and self._decided(gate, [*held])

    def agreed(self, fact: GateFact) -> bool:
        """Tell whether enough people approved when they did; roles may have changed since."""
        said = [s for s in self.said if s.gate == fact.opened.id and s.outcome in APPROVING]
        enough = len(said) >= max(1, fact.opened.gate.quorum or len(fact.opened.seats))
        return enough and self._decided(fact.opened, [s.seat for s in said])

    def signs(self, text: str) -> bool:
        """Tell whether somebody who signed a text still holds a role in which they could."""
        signers = self.signed.get(text, {})
        return any(roles & {*self._roles(person)} for person, roles in signers.items())

    def _decided(self, gate: OpenGate, seats: list[str]) -> bool:
        """Tell whether a seat among these is of a role that decides matters of the gate."""
        cards = [(s.id, self.cards.get(s.role)) for s in gate.seats]
        of = gate.gate.decision_class
        deciding = {seat for seat, card in cards if card is None or card.decides_on(of)}
        return gate.gate.kind == "escalation" or not deciding or bool(deciding & {*seats})

    def _risen(self, gate: OpenGate, made: Decision) -> bool:
        """Tell whether the seat had gone up, by the time, to the role that fills it."""
        if made.acting_role is None:
            return True
        hours, role, known = gate.gate.escalate_after_hours, _seat(gate, made), {*self.cards}
        passed = made.decided_at - gate.requested_at
        for steps in range(1, len(known) + 1):
            card = self.cards.get(role)
            role = (card.escalates_to or "") if card else ""
            if role == made.acting_role:
                return hours is not None and passed >= timedelta(hours=hours * steps)
        return False

    def _roles(self, person: str) -> tuple[str, ...]:
        known = self.organisation.person(person)
        return known.roles if known else ()

    def copy(self) -> "Judge":
        """Return a judge who knows the same from here on; what is found goes to one tally."""
        return replace(
            self,
            runs={name: replace(r, edited=dict(r.edited)) for name, r in self.runs.items()},
            gates={name: replace(fact) for name, fact in self.gates.items()},
            said=list(self.said),
            plans=dict(self.plans),
            keys=dict(self.keys),
            made=dict(self.made),
            shown=set(self.shown),
            signed={text: dict(people) for text, people in self.signed.items()},
        )


def _seat(gate: OpenGate, made: Decision) -> str:
    """Return the role of the seat that a decision fills."""
    return next((seat.role for seat in gate.seats if seat.id == made.seat), "")


def _role(gate: OpenGate, made: Decision) -> str:
    """Return the role in which somebody decided."""
    return made.acting_role or _seat(gate, made)
