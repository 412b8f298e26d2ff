"""What each step reads, in which order things are made, and which stages are reached."""

from collections.abc import Sequence
from typing import NamedTuple

from assent.reading.fields import Field, closest
from assent.reading.margin import Margin
from assent.reading.steps import Read
from assent.records import Input, Step

__all__ = ["BUILT_IN", "check_gates", "check_numbers", "check_stages", "with_reads"]

BUILT_IN = ("organisation", "examination", "rules", "record", "execution")
"""What code provides besides inputs and documents: facts of practice.yaml; in change control the
examination of the request, the rules, the record as it stands, and what was executed."""


class _Made(NamedTuple):
    step: int
    position: int


def check_numbers(reads: Sequence[Read], margin: Margin) -> None:
    """Write repeated and unordered step numbers, and outputs that are made twice."""
    seen: dict[int, int] = {}
    highest = 0
    for step in (read.step for read in reads):
        if step.number in seen:
            message = f"Step {step.number} is there twice, first on line {seen[step.number]}."
            margin.write("step-number-duplicate", step.line, 1, message)
        elif step.number < highest:
            message = f"Step {step.number} stands after step {highest}."
            margin.write("step-number-order", step.line, 1, message)
        seen.setdefault(step.number, step.line)
        highest = max(highest, step.number)
    _check_outputs(reads, margin)


def _check_outputs(reads: Sequence[Read], margin: Margin) -> None:
    makers: dict[str, int] = {}
    for step, known, _ in reads:
        if step.output is None:
            continue
        if step.output in makers:
            place = _place(known.known.get("output"), step)
            message = f"{step.output!r} is already what step {makers[step.output]} leaves."
            margin.write("output-duplicate", *place, message)
        makers.setdefault(step.output, step.number)


def with_reads(reads: Sequence[Read], inputs: Sequence[Input], margin: Margin) -> tuple[Step, ...]:
    """Return the steps with what they read: as stated, or inferred as all that is there."""
    made: dict[str, _Made] = {}
    for position, read in enumerate(reads):
        if read.step.output:
            made.setdefault(read.step.output, _Made(read.step.number, position))
    names = [item.name for item in inputs]
    steps: list[Step] = []
    for position, (step, known, _) in enumerate(reads):
        field = known.known.get("reads")
        if field is None:
            before = [name for name, maker in made.items() if maker.position < position]
            values = {"reads": (*names, *before), "inferred": (*step.inferred, "reads")}
            steps.append(step.model_copy(update=values))
        else:
            _check_reads(step, field, position, names, made, margin)
            steps.append(step)
    return tuple(steps)


def _check_reads(
    step: Step,
    field: Field,
    position: int,
    inputs: Sequence[str],
    made: dict[str, _Made],
    margin: Margin,
) -> None:
    for name in step.reads or ():
        if name in {*inputs, *BUILT_IN, step.output}:
            continue
        place = _within(field, name)
        maker = made.get(name)
        if maker is None:
            message = f"Step {step.number} reads {name!r}, which nothing provides."
            suggestion = _meant(name, [*inputs, *made, *BUILT_IN])
            margin.write("reads-unknown", *place, message, suggestion=suggestion)
        elif maker.position >= position:
            message = (
                f"Step {step.number} reads {name!r}, which step {maker.step} makes only later."
            )
            margin.write("reads-cycle", *place, message, maker=f"step {maker.step}")


def _meant(name: str, known: Sequence[str]) -> str:
    meant = closest(name, known)
    return f"Did you mean {meant!r}?" if meant else f"Use one of: {', '.join(known[:20])}."


def check_stages(reads: Sequence[Read], stages: Sequence[str], margin: Margin) -> None:
    """Write stages of steps that the document's own list does not have."""
    for step, known, _ in reads:
        if step.stage and step.stage not in stages:
            place = _place(known.known.get("stage"), step)
            message = f"{step.stage!r} is no stage of this workflow."
            margin.write("stage-unknown", *place, message, stages=", ".join(stages))


def check_gates(reads: Sequence[Read], margin: Margin) -> None:
    """Write gates that share an id, and gates that nothing was drafted for."""
    seen: set[str] = set()
    drafted = False
    for step, _, _ in reads:
        drafted = drafted or step.output is not None
        if step.gate is None:
            continue
        if step.gate.id in seen:
            message = f"There is another gate of the id {step.gate.id!r}."
            margin.write("gate-duplicate", step.line, 1, message)
        if not drafted:
            message = f"Step {step.number} decides, and no step before it leaves a document."
            margin.write("gate-subject-missing", step.line, 1, message)
        seen.add(step.gate.id)


def _place(field: Field | None, step: Step) -> tuple[int, int]:
    return field.place if field else (step.line, 1)


def _within(field: Field, name: str) -> tuple[int, int]:
    for line in field.lines:
        index = line.text.find(name)
        if index >= 0:
            return line.number, index + 1
    return field.place
