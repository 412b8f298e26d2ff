"""One block of a document → one step, with everything it did not state marked as inferred."""

import re
from typing import NamedTuple

from pydantic import ValidationError

from assent.canonical import is_hidden
from assent.reading.carriers import Block
from assent.reading.deciding import decide
from assent.reading.draft import NAMES, Draft, words
from assent.reading.fields import Field, Fields, fields, joined
from assent.reading.lines import Line
from assent.reading.names import slug, split_names
from assent.reading.parts import shares
from assent.reading.seats import Setting
from assent.reading.source import shown
from assent.records import Mode, Note, Step, TurnKind

__all__ = ["Read", "step"]

_MODES = (
    ("negotiat", Mode.negotiation),
    ("consensus", Mode.consensus),
    ("owner decides", Mode.consensus),
    ("round-robin", Mode.round_robin),
    ("round robin", Mode.round_robin),
    ("async", Mode.parallel),
    ("parallel", Mode.parallel),
    ("at once", Mode.parallel),
    ("sequen", Mode.sequence),
    ("in turn", Mode.sequence),
    ("one after", Mode.sequence),
    ("single", Mode.single),
)
_HIGHEST = 999
_OUTPUT = re.compile(r"(?P<name>[^\s()]+)(?:\s*\((?P<status>[^()]*)\))?")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,95}\.md")
_READ = re.compile(r"([^()]+)(?:\(([^()]*)\))?")
_STAGE = re.compile(r"run\.stage\s*=\s*[\"'“`]?([A-Za-z0-9][A-Za-z0-9_-]{0,63})")
_WRITES = re.compile(
    r"\bexecut\w+\b.{0,40}\bwrite-?backs?\b|\bwrite-?backs?\b.{0,20}\bexecut", re.I
)


class Read(NamedTuple):
    """A step as read, with the fields it came from and the passages no rule understood."""

    step: Step
    fields: Fields
    notes: tuple[Note, ...]


def step(block: Block, setting: Setting) -> Read | None:
    """Read one block; what is wrong with it goes to the margin."""
    known = fields(block.lines, NAMES, setting.margin)
    draft = Draft(block, known, setting)
    _number(draft)
    _action(draft)
    _agents(draft)
    _collaboration(draft)
    _output(draft)
    _prose(draft)
    _stage(draft)
    decide(draft)
    _executes(draft)
    _missing(draft)
    draft.values["inferred"] = draft.unstated
    try:
        return Read(Step.model_validate(draft.values), known, _notes(draft))
    except ValidationError as error:
        why = error.errors()[0]["msg"]
        message = f"Step {block.number} is not usable."
        setting.margin.write("value-invalid", block.line, block.column, message, why=why)
        return None


def _number(draft: Draft) -> None:
    block = draft.block
    if not 1 <= block.number <= _HIGHEST:
        message = f"{block.number} is no usable step number."
        draft.margin.write("step-number-invalid", block.line, 1, message)
        draft.values["number"] = min(max(block.number, 1), _HIGHEST)
    if not block.title:
        message = f"Step {block.number} has no title."
        draft.margin.write("step-title-missing", block.line, block.column, message)
        draft.values["title"] = f"Step {block.number}"


def _action(draft: Draft) -> None:
    field = draft.field("action")
    if field:
        draft.values["action"] = field.value
        return
    prose = joined([line.text for line in draft.fields.loose])
    if prose:
        draft.values["action"] = prose


def _agents(draft: Draft) -> None:
    field = draft.field("agents")
    block = draft.block
    if field is None and block.agents:
        line = Line(block.line, " " * (block.column - 1) + block.agents)
        place = (block.line, block.column)
        field = Field("agents", "Agent", block.line, block.column, place, (line,))
    if field:
        draft.values["agents"] = _roles(field, draft)
    elif actor := draft.field("actor"):
        role = draft.cast.role(actor.flat) if draft.cast.known else None
        if role:
            draft.infer("agents", (role,))
    agents = draft.values.get("agents", ())
    if len(agents) > 1:
        draft.values["parts"] = shares(
            draft.values.get("action", "").split("\n"), agents, draft.cast
        )


def _roles(field: Field, draft: Draft) -> tuple[str, ...]:
    roles, strangers = draft.cast.resolve_list(field.flat)
    for name in strangers:
        draft.setting.stranger(name, field)
    if not roles and not strangers:
        message = f"The group {field.flat!r} has no members."
        draft.margin.write("group-empty", *field.place, message)
    return roles


def _collaboration(draft: Draft) -> None:
    agents = draft.values.get("agents", ())
    field = draft.field("collaboration")
    default = Mode.sequence if len(agents) > 1 else Mode.single
    draft.values["collaboration"] = default
    if field is None:
        return
    words = field.flat.lower()
    mode = next((mode for word, mode in _MODES if word in words), None)
    if mode is None:
        message = f"The collaboration {field.flat[:60]!r} is not understood; read as {default}."
        draft.margin.write("collaboration-unknown", *field.place, message)
        draft.inferred.append("collaboration")
    elif len(agents) > 1:
        draft.values["collaboration"] = Mode.sequence if mode is Mode.single else mode


def _output(draft: Draft) -> None:
    field = draft.field("output")
    if field is None:
        return
    found = _OUTPUT.fullmatch(field.flat.strip("`* "))
    name = found["name"].strip("`*") if found else field.flat
    if any(map(is_hidden, name)):
        name = "".join(shown(c) if is_hidden(c) else c for c in name)
    if "/" in name or "\\" in name or name.startswith("."):
        message = f"The output {name[:80]!a} is a path, not a name."
        draft.margin.write("output-path", *field.place, message)
    elif not _NAME.fullmatch(name):
        message = f"{name[:80]!a} is not usable as the name of a document."
        draft.margin.write("output-name", *field.place, message)
    else:
        draft.values["output"] = name
        _status(draft, field, (found["status"] or "").strip().lower() if found else "")


def _status(draft: Draft, field: Field, status: str) -> None:
    if status in {"", "draft"}:
        return
    if status in {"approved", "signed"}:
        draft.values["output_status"] = status
        return
    message = f"A document cannot be {status[:40]!r}."
    draft.margin.write("output-status", *field.place, message)


def _prose(draft: Draft) -> None:
    for key in ("validation", "rollback", "duration", "actor"):
        if field := draft.field(key):
            draft.values[key] = field.value
    for key in ("independent", "executes"):
        if field := draft.field(key):
            draft.values[key] = _yes(field, draft)
    if field := draft.field("rounds"):
        _rounds(field, draft)
    if field := draft.field("reads"):
        named = _reads(field)
        draft.values["reads"] = tuple(named)
        draft.values["excerpts"] = {name: parts for name, parts in named.items() if parts}
    _leaders(draft)
    _asked(draft)


def _asked(draft: Draft) -> None:
    """Read what the turn is, and what its output is called in the run record."""
    if field := draft.field("turn"):
        _turn(field, draft)
    if field := draft.field("artifact"):
        draft.values["artifact"] = field.flat.lower().strip("`")


def _leaders(draft: Draft) -> None:
    for key, name in (("facilitator", "facilitator"), ("decides", "decider")):
        field = draft.field(key)
        role = draft.cast.role(field.flat) if field else None
        if role:
            draft.values[name] = role
        elif field:
            draft.setting.stranger(field.flat, field)


def _yes(field: Field, draft: Draft) -> bool:
    value = field.flat.lower()
    if value not in {"yes", "no"}:
        message = f"'{field.label}' cannot be {field.flat[:60]!r}."
        draft.margin.write("field-invalid", *field.place, message, allowed="yes, no")
    return value == "yes"


def _turn(field: Field, draft: Draft) -> None:
    kinds = [kind.value for kind in TurnKind]
    if field.flat.lower() in kinds:
        draft.values["turn"] = TurnKind(field.flat.lower())
        return
    message = f"'{field.label}' cannot be {field.flat[:60]!r}."
    draft.margin.write("field-invalid", *field.place, message, allowed=", ".join(kinds))


def _rounds(field: Field, draft: Draft) -> None:
    if len(field.flat) == 1 and field.flat in "123456789":
        draft.values["rounds"] = int(field.flat)
        return
    message = f"'{field.label}' cannot be {field.flat[:60]!r}."
    draft.margin.write("field-invalid", *field.place, message, allowed="a number from 1 to 9")


def _reads(field: Field) -> dict[str, tuple[str, ...]]:
    """Return what is read, and of each the parts that stand in parentheses behind it."""
    if field.flat.lower() in {"none", "nothing"}:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for listed, parts in _READ.findall(field.flat):
        names = [bare for name in split_names(listed) if (bare := name.strip("`* "))]
        for name in names:
            found.setdefault(name, ())
        if parts and names:
            found[names[-1]] = tuple(p for part in re.split("[,;]", parts) if (p := part.strip()))
    return found


def _stage(draft: Draft) -> None:
    if field := draft.field("stage"):
        value = field.flat.lower()
        draft.values["stage"] = (
            value if re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", value) else (slug(value) or None)
        )
    elif found := _STAGE.search(draft.values.get("action", "")):
        draft.values["stage"] = found[1].lower()


def _executes(draft: Draft) -> None:
    if "executes" in draft.values or not draft.values.get("agents"):
        return
    action = draft.values.get("action", "").split("\n", 1)[0]
    if _WRITES.search(draft.block.title) or _WRITES.search(action):
        draft.infer("executes", value=True)


def _missing(draft: Draft) -> None:
    block, values = draft.block, draft.values
    agents, made = values.get("agents"), values.get("gate")
    excused = made or draft.fields.known.keys() & {"agents", "approval", "sign_off"}
    if not agents and not excused:
        message = f"Step {block.number} says of no role that it does the work."
        draft.margin.write("step-agent-missing", block.line, block.column, message)
    if agents and "output" not in draft.fields.known:
        name = f"{slug(values['title'], 60) or f'step-{block.number}'}.md"
        draft.infer("output", name)
        message = f"Step {block.number} names no document that it leaves; read as {name}."
        draft.margin.write("step-output-missing", block.line, block.column, message)


def _notes(draft: Draft) -> tuple[Note, ...]:
    number = draft.block.number
    notes = words(draft) + [
        Note(title=f"Step {number}: {field.label}", text=field.value, line=field.line)
        for field in draft.fields.unknown
    ]
    remarks = draft.field("remarks")
    loose = draft.fields.loose if draft.field("action") else ()
    texts = [remarks.value if remarks else "", joined([line.text for line in loose])]
    text = "\n\n".join(text for text in texts if text)
    if text:
        line = loose[0].number if loose else draft.block.line
        notes.append(Note(title=f"Step {number}", text=text, line=line))
    return tuple(notes)
