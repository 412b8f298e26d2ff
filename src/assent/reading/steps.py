"""One block of a document → one step, with everything it did not state marked as inferred."""

import re
from typing import Any, NamedTuple

from pydantic import ValidationError

from assent.reading.carriers import Block
from assent.reading.fields import Field, Fields, fields
from assent.reading.gates import Setting, gate, hints
from assent.reading.lines import Line
from assent.reading.names import Cast, slug, split_names
from assent.reading.source import shown
from assent.canonical import is_hidden
from assent.records import Gate, Mode, Note, Seat, Step

__all__ = ["Read", "step"]

_NAMES = {
    "agent": "agents", "agents": "agents", "action": "action", "actions": "action",
    "collaboration": "collaboration", "reads": "reads", "output": "output", "outputs": "output",
    "validation": "validation", "rollback": "rollback", "back-out": "rollback",
    "approval": "approval", "sign-off": "sign_off", "sign off": "sign_off",
    "quorum": "quorum", "combine seats": "combine_seats", "confirms": "confirms",
    "rounds": "rounds", "stage": "stage", "duration": "duration",
    "independent": "independent", "facilitator": "facilitator", "decides": "decides",
    "executes": "executes", "actor": "actor", "tier": "tier", "class": "decision_class",
    "outcomes": "outcomes", "remind after": "remind_after_hours",
    "escalate after": "escalate_after_hours", "expire after": "expire_after_hours",
}  # fmt: skip
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
_OUTPUT = re.compile(r"(?P<name>[^\s()]+)(?:\s*\((?P<status>[^()]*)\))?")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,95}\.md")
_GATE_TITLE = re.compile(r"(?:HITL|Human)[ -]?(approval|sign-?off|review|gate)?\s*:\s*(.+)$", re.I)
_STAGE = re.compile(r"run\.stage\s*=\s*[\"'“`]?([A-Za-z0-9][A-Za-z0-9_-]{0,63})")
_CONFIRMS = re.compile(r"^[\s*+-]*(.{0,60}?)\b(?:confirms?|approves?)\s+(.+?)[.]?$", re.I)
_WRITES = re.compile(
    r"\bexecut\w+\b.{0,40}\bwrite-?backs?\b|\bwrite-?backs?\b.{0,20}\bexecut", re.I
)


class Read(NamedTuple):
    """A step as read, with the fields it came from and the passages no rule understood."""

    step: Step
    fields: Fields
    notes: tuple[Note, ...]


class _Draft:
    """The values of a step while its fields are read."""

    def __init__(self, block: Block, known: Fields, setting: Setting) -> None:
        self.block, self.fields, self.setting = block, known, setting
        self.margin, self.cast = setting.margin, setting.cast
        self.values: dict[str, Any] = {
            "number": block.number,
            "title": block.title,
            "line": block.line,
        }
        self.inferred: list[str] = []

    def field(self, key: str) -> Field | None:
        found = self.fields.known.get(key)
        return found if found and found.value else None

    def infer(self, key: str, value: Any) -> None:
        self.values[key] = value
        self.inferred.append(key)


def step(block: Block, setting: Setting) -> Read | None:
    """Read one block; what is wrong with it goes to the margin."""
    known = fields(block.lines, _NAMES, setting.margin)
    draft = _Draft(block, known, setting)
    _number(draft)
    _action(draft)
    _agents(draft)
    _collaboration(draft)
    _output(draft)
    _prose(draft)
    _stage(draft)
    _gate(draft)
    _executes(draft)
    _missing(draft)
    draft.values["inferred"] = tuple(draft.inferred)
    try:
        return Read(Step.model_validate(draft.values), known, _notes(draft))
    except ValidationError as error:
        why = error.errors()[0]["msg"]
        message = f"Step {block.number} is not usable."
        setting.margin.write("value-invalid", block.line, block.column, message, why=why)
        return None


def _number(draft: _Draft) -> None:
    block = draft.block
    if not 1 <= block.number <= 999:
        message = f"{block.number} is no usable step number."
        draft.margin.write("step-number-invalid", block.line, 1, message)
        draft.values["number"] = min(max(block.number, 1), 999)
    if not block.title:
        message = f"Step {block.number} has no title."
        draft.margin.write("step-title-missing", block.line, block.column, message)
        draft.values["title"] = f"Step {block.number}"


def _action(draft: _Draft) -> None:
    field = draft.field("action")
    if field:
        draft.values["action"] = field.value
        return
    prose = "\n".join(line.text.strip() for line in draft.fields.loose).strip()
    if prose:
        draft.values["action"] = prose


def _agents(draft: _Draft) -> None:
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
    _parts(draft)


def _roles(field: Field, draft: _Draft) -> tuple[str, ...]:
    roles, strangers = draft.cast.resolve_list(field.flat)
    for name in strangers:
        draft.setting.stranger(name, field)
    if not roles and not strangers:
        message = f"The group {field.flat!r} has no members."
        draft.margin.write("group-empty", *field.place, message)
    return roles


def _parts(draft: _Draft) -> None:
    agents = draft.values.get("agents", ())
    if len(agents) > 1:
        parts = _shares(draft.values.get("action", "").split("\n"), agents, draft.cast)
        if parts:
            draft.values["parts"] = parts


def _shares(lines: list[str], agents: tuple[str, ...], cast: Cast) -> dict[str, str]:
    """Return the share of the action addressed to each role, one paragraph each.

    A paragraph begins ``Role: text``; without the colon only where the action's first
    line begins so too, since a sentence may mention a role anywhere.
    """
    plain = bool(lines) and _addressed(lines[0], agents, cast, colon=False) is not None
    shares: dict[str, list[str]] = {}
    role: str | None = None
    for line in lines:
        found = _addressed(line, agents, cast, colon=True)
        if found is None and plain:
            found = _addressed(line, agents, cast, colon=False)
        if found:
            role, text = found
            shares.setdefault(role, []).append(text)
        elif not line.strip() or line.startswith(("[", "Each ", "All ")):
            role = None
        elif role:
            shares[role].append(line)
    return {role: "\n".join(texts).strip() for role, texts in shares.items()}


def _addressed(
    line: str, agents: tuple[str, ...], cast: Cast, *, colon: bool
) -> tuple[str, str] | None:
    text = line.strip().lstrip("-* ")
    if colon:
        name, found, rest = text.partition(":")
        role = cast.short(name.strip("* "), agents) if found and len(name) <= 48 else None
        return (role, rest.strip("* ")) if role and rest.strip() else None
    words = text.split()
    for length in range(min(5, len(words) - 1), 1, -1):
        role = cast.short(" ".join(words[:length]), agents)
        if role and words[length].islower():
            return role, " ".join(words[length:])
    return None


def _collaboration(draft: _Draft) -> None:
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


def _output(draft: _Draft) -> None:
    field = draft.field("output")
    if field is None:
        return
    found = _OUTPUT.fullmatch(field.flat.strip("`* "))
    name = found["name"].strip("`*") if found else field.flat
    if any(is_hidden(c) for c in name):
        name = "".join(shown(c) if is_hidden(c) else c for c in name)
    if "/" in name or "\\" in name or name.startswith("."):
        message = f"The output {ascii(name[:80])} is a path, not a name."
        draft.margin.write("output-path", *field.place, message)
    elif not _NAME.fullmatch(name):
        message = f"{ascii(name[:80])} is not usable as the name of a document."
        draft.margin.write("output-name", *field.place, message)
    else:
        draft.values["output"] = name
        _status(draft, field, (found["status"] or "").strip().lower() if found else "")


def _status(draft: _Draft, field: Field, status: str) -> None:
    if status in {"", "draft"}:
        return
    if status in {"approved", "signed"}:
        draft.values["output_status"] = status
        return
    message = f"A document cannot be {status[:40]!r}."
    draft.margin.write("output-status", *field.place, message)


def _prose(draft: _Draft) -> None:
    for key in ("validation", "rollback", "duration", "actor"):
        if field := draft.field(key):
            draft.values[key] = field.value
    for key, name in (("facilitator", "facilitator"), ("decides", "decider")):
        if field := draft.field(key):
            role = draft.cast.role(field.flat)
            if role:
                draft.values[name] = role
            else:
                draft.setting.stranger(field.flat, field)
    for key in ("independent", "executes"):
        if field := draft.field(key):
            draft.values[key] = _yes(field, draft)
    if field := draft.field("rounds"):
        _rounds(field, draft)
    if field := draft.field("reads"):
        draft.values["reads"] = _reads(field)


def _yes(field: Field, draft: _Draft) -> bool:
    value = field.flat.lower()
    if value not in {"yes", "no"}:
        message = f"'{field.label}' cannot be {field.flat[:60]!r}."
        draft.margin.write("field-invalid", *field.place, message, allowed="yes, no")
    return value == "yes"


def _rounds(field: Field, draft: _Draft) -> None:
    if len(field.flat) == 1 and field.flat in "123456789":
        draft.values["rounds"] = int(field.flat)
        return
    message = f"'{field.label}' cannot be {field.flat[:60]!r}."
    draft.margin.write("field-invalid", *field.place, message, allowed="a number from 1 to 9")


def _reads(field: Field) -> tuple[str, ...]:
    if field.flat.lower() in {"none", "nothing"}:
        return ()
    names = [name.strip("`* ") for name in split_names(field.flat)]
    return tuple(dict.fromkeys(name for name in names if name))


def _stage(draft: _Draft) -> None:
    if field := draft.field("stage"):
        value = field.flat.lower()
        draft.values["stage"] = (
            value if re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", value) else (slug(value) or None)
        )
    elif found := _STAGE.search(draft.values.get("action", "")):
        draft.values["stage"] = found[1].lower()


def _gate(draft: _Draft) -> None:
    output = draft.values.get("output")
    titled = _GATE_TITLE.match(draft.block.title)
    subject = titled[2] if titled else draft.values["title"]
    name = slug(output.removesuffix(".md") if output else subject) or f"step-{draft.block.number}"
    stated = gate(draft.fields, name, draft.setting)
    if stated:
        draft.values["gate"] = stated
    elif draft.fields.known.keys() & {"approval", "sign_off"}:
        return
    elif titled and not draft.values.get("agents"):
        _reviewed(draft, name, titled)
    elif draft.values.get("output_status", "draft") != "draft" and draft.values.get("agents"):
        kind = "approval" if draft.values["output_status"] == "approved" else "sign-off"
        _inferred_gate(draft, name, kind, draft.values["agents"])
    if not (stated or titled):
        _hinted(draft)


def _reviewed(draft: _Draft, name: str, titled: re.Match[str]) -> None:
    """Read a step that is only a decision: who decides, and what is confirmed by name."""
    reviewer, confirms = "reviewer", ()
    for line in draft.values.get("action", "").split("\n"):
        found = _CONFIRMS.match(line)
        if found:
            reviewer = draft.cast.role(found[1]) or reviewer
            confirms = _items(found[2])
            break
    kind = "sign-off" if (titled[1] or "").lower().startswith("sign") else "approval"
    _inferred_gate(draft, name, kind, (reviewer,), confirms)


def _items(text: str) -> tuple[str, ...]:
    names = (part.strip() for part in re.split(r",|\band\b", text))
    cut = (re.sub(r"^(?:the|a|an|its)\s+", "", name) for name in names)
    return tuple(dict.fromkeys(item for item in (slug(name) for name in cut) if item))


def _inferred_gate(
    draft: _Draft, name: str, kind: str, roles: tuple[str, ...], confirms: tuple[str, ...] = ()
) -> None:
    seats = tuple(Seat(role=role) for role in roles)
    made = Gate.model_validate(
        {
            "id": name,
            "kind": kind,
            "decision_class": draft.setting.decision_class,
            "seats": seats,
            "confirms": confirms,
        }
    )
    draft.infer("gate", made)
    message = f"Step {draft.block.number} is read as needing {kind} by {', '.join(roles)}."
    facts = {"kind": "Approval" if kind == "approval" else "Sign-off", "seats": "; ".join(roles)}
    draft.margin.write("gate-inferred", draft.block.line, draft.block.column, message, **facts)


def _hinted(draft: _Draft) -> None:
    field = draft.field("action")
    lines = field.lines if field else draft.fields.loose
    text, starts = "", []
    for line in lines:
        starts.append((len(text), line))
        text += line.text.strip() + " "
    for offset, words in hints(text):
        start, line = next((s, ln) for s, ln in reversed(starts) if s <= offset)
        message = f"The words {words!r} speak of a decision by a person; no gate was made of them."
        draft.margin.write("gate-hinted", line.number, line.column + offset - start, message)


def _executes(draft: _Draft) -> None:
    if "executes" in draft.values or not draft.values.get("agents"):
        return
    action = draft.values.get("action", "").split("\n", 1)[0]
    if _WRITES.search(draft.block.title) or _WRITES.search(action):
        draft.infer("executes", value=True)


def _missing(draft: _Draft) -> None:
    block, values = draft.block, draft.values
    agents, made = values.get("agents"), values.get("gate")
    excused = made or draft.margin.find("gate-without-seats") or "agents" in draft.fields.known
    if not agents and not excused:
        message = f"Step {block.number} says of no role that it does the work."
        draft.margin.write("step-agent-missing", block.line, block.column, message)
    if agents and "output" not in draft.fields.known:
        name = f"{slug(values['title'], 60) or f'step-{block.number}'}.md"
        draft.infer("output", name)
        message = f"Step {block.number} names no document that it leaves; read as {name}."
        draft.margin.write("step-output-missing", block.line, block.column, message)


def _notes(draft: _Draft) -> tuple[Note, ...]:
    number = draft.block.number
    notes = [
        Note(title=f"Step {number}: {field.label}", text=field.value, line=field.line)
        for field in draft.fields.unknown
    ]
    loose = draft.fields.loose
    if loose and "action" in draft.fields.known:
        text = "\n".join(line.text for line in loose)
        notes.append(Note(title=f"Step {number}", text=text, line=loose[0].number))
    return tuple(notes)
