"""Writes one step of a workflow: a heading, and a field to a line."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from assent.records import Gate, Mode, Note, Outcome, Seat, Step, Workflow, section_id

__all__ = ["MARK", "Names", "render"]

MARK = "*(inferred)*"
"""What stands behind a value that a reader worked out and nobody has confirmed."""

_SAFE = re.compile(r"[\w './-]+")
_JOINS = re.compile(r"\b(?:and|when|if|is)\b", re.IGNORECASE)
_LISTED = re.compile(r"(?:[-*+>|]|\d+[.)]|```|~~~)")
_WRITES = re.compile(r"write-?back", re.IGNORECASE)
_MARKUP = re.compile(r"\s*(?:#|-{3}|\*{3}|Step\s)", re.IGNORECASE)
_HUMAN = re.compile(r"^(?:HITL|Human)[ -]?\w*\s*:\s*", re.IGNORECASE)
_DAY = 24
_FieldLine = tuple[str, str, str]


class Names(NamedTuple):
    """How roles are printed: titles by role id, and groups of roles; without titles, by id."""

    titles: Mapping[str, str] | None = None
    groups: Mapping[str, Sequence[str]] = {}

    def role(self, role: str) -> str:
        """Return the printed name of a role, one that reads back as the same role."""
        if self.titles is None:
            return role
        title = self.titles.get(role, "")
        if title and _SAFE.fullmatch(title) and not _JOINS.search(title):
            return title
        return role.replace("-", " ").capitalize()

    def roles(self, roles: Sequence[str]) -> str:
        """Return a list of roles, a whole group by its name."""
        for group, members in self.groups.items() if self.titles is not None else ():
            places = [
                i for i in range(len(roles)) if tuple(roles[i:][: len(members)]) == tuple(members)
            ]
            if places and len(members) > 1:
                before, after = roles[: places[0]], roles[places[0] + len(members) :]
                whole = f"All {group.replace('-', ' ')}"
                return " + ".join(filter(None, [self.roles(before), whole, self.roles(after)]))
        return " + ".join(map(self.role, roles))


def render(step: Step, workflow: Workflow, names: Names, notes: Iterable[Note]) -> str:
    """Return the step's text; ``notes`` are what the document says in it beyond its fields."""
    prefix = f"Step {step.number}"
    kept = {n.title.removeprefix(f"{prefix}: "): n.text for n in notes if n.title != prefix}
    remarks = "\n\n".join(n.text for n in notes if n.title == prefix)
    lines = []
    for label, value, key in _stated(step, workflow, names):
        known = next((k for k in kept if k.lower() in _spellings(label)), None)
        text = kept.pop(known) if known else value
        lines += [_line(known or label, text, marked=key in step.inferred)] if text else []
    lines += [_line(label, text) for label, text in kept.items()]
    lines += [_line("Remarks", remarks)] if remarks else []
    return "\n".join([f"### {step.number}. {step.title}", *lines])


def _spellings(label: str) -> set[str]:
    plain = label.lower()
    return {plain, plain.removesuffix("s"), f"{plain}s", plain.replace("-", " ")}


def _stated(step: Step, workflow: Workflow, names: Names) -> Iterator[_FieldLine]:
    """Yield label, value and field of everything a step may state; empty values stay unsaid."""
    many = len(step.agents) > 1
    usual = Mode.sequence if many else Mode.single
    inferred_mode = "collaboration" in step.inferred
    mode = step.collaboration.value if step.collaboration is not usual or inferred_mode else ""
    yield "Agents" if many else "Agent", names.roles(step.agents), "agents"
    yield "Turn", step.turn.value if step.turn else "", "turn"
    yield "Executes", _executes(step), "executes"
    yield "Action", step.action, "action"
    yield "Collaboration", mode.capitalize(), "collaboration"
    yield "Independent", _yes(step.independent), "independent"
    yield "Facilitator", names.role(step.facilitator) if step.facilitator else "", "facilitator"
    yield "Decides", names.role(step.decider) if step.decider else "", "decider"
    yield "Reads", _reads(step), "reads"
    yield "Output", _output(step), "output"
    yield "Artifact", step.artifact or "", "artifact"
    yield from _gate(step, workflow, names)
    bounded = step.gate or step.rounds != Step.model_fields["rounds"].default
    yield "Rounds", str(step.rounds) if bounded else "", "rounds"
    for name in ("validation", "rollback", "actor", "duration", "stage"):
        yield name.capitalize(), getattr(step, name) or "", name


def _yes(value: bool) -> str:  # noqa: FBT001 - the value is what is written
    return "yes" if value else ""


def _reads(step: Step) -> str:
    if step.reads is None:
        return ""
    parts = {name: f" ({', '.join(parts)})" for name, parts in step.excerpts.items()}
    return ", ".join(name + parts.get(name, "") for name in step.reads) or "none"


def _output(step: Step) -> str:
    status = "" if step.output_status == "draft" else f" ({step.output_status})"
    return f"{step.output}{status}" if step.output else ""


def _executes(step: Step) -> str:
    """Say no where the words alone would be read as a write."""
    spoken = _WRITES.search(f"{step.title} {step.action}") and step.agents
    return "yes" if step.executes else "no" if spoken else ""


def _gate(step: Step, workflow: Workflow, names: Names) -> Iterator[_FieldLine]:
    gate = step.gate
    label = "Sign-off" if gate and gate.kind == "sign-off" else "Approval"
    yield label, "; ".join(_seats(gate.seats, names)) if gate else "", "gate"
    if gate is None:
        options: dict[str, str] = dict.fromkeys(("Confirms", "Quorum"), "")
    else:
        options = _options(step, gate, workflow)
    for name, value in options.items():
        yield name, value, "gate"


def _seats(seats: Sequence[Seat], names: Names) -> Iterator[str]:
    """Yield each seat; several of one role and one condition by their number.

    Seats on a condition are counted with those of the role that are always there.
    """
    kinds = list(dict.fromkeys((seat.role, seat.when) for seat in seats))
    for role, when in kinds:
        same = sum(s.role == role and s.when in {None, when} for s in seats)
        count = f"{same} of " if same > 1 else ""
        yield count + names.role(role) + (f" when {when.input} is {when.value}" if when else "")


def _options(step: Step, gate: Gate, workflow: Workflow) -> dict[str, str]:
    subject = _HUMAN.sub("", step.title)
    usual = section_id(step.output.removesuffix(".md") if step.output else subject)
    outcomes = ", ".join(gate.outcomes)
    default = ", ".join(Outcome(o) for o in Gate.model_fields["outcomes"].default)
    other = gate.decision_class is not workflow.decision_class
    return {
        "Gate": "" if gate.id == usual else gate.id,
        "Confirms": ", ".join(gate.confirms),
        "Quorum": str(gate.quorum or ""),
        "Combine seats": _yes(gate.combine_seats),
        "Tier": "" if gate.tier == "low" else gate.tier,
        "Class": gate.decision_class.value if other else "",
        "Outcomes": "" if outcomes == default else outcomes,
        "Remind after": _hours(gate.remind_after_hours),
        "Escalate after": _hours(gate.escalate_after_hours),
        "Expire after": _hours(gate.expire_after_hours),
    }


def _hours(hours: int | None) -> str:
    if hours is None:
        return ""
    return f"{hours // _DAY} days" if hours and hours % _DAY == 0 else f"{hours} hours"


def _line(label: str, value: str, *, marked: bool = False) -> str:
    """Return a field; a value of several lines is indented below it."""
    first, *rest = (f"{value} {MARK}" if marked else value).split("\n")
    shallow = min((len(line) - len(line.lstrip()) for line in rest if line.strip()), default=0)
    if rest and (shallow or _LISTED.match(first)):
        first, rest = "", [first, *rest]
    indent = " " * (4 if any(map(_MARKUP.match, rest)) else 2)
    lines = [f"- **{label}:** {first}".rstrip(), *(f"{indent}{line}".rstrip() for line in rest)]
    return "\n".join(lines)
