"""A Markdown document → the workflows it holds, in whatever dialect they are written."""

import re
from typing import Any, NamedTuple

from assent.canonical import digest
from assent.reading.carriers import Block, Region, regions
from assent.reading.data import Data
from assent.reading.frontmatter import Front, check_keys
from assent.reading.gates import Setting
from assent.reading.lines import Heading, Line, Page, bare
from assent.reading.margin import Margin
from assent.reading.names import Cast, slug, without_agent
from assent.reading.order import check_gates, check_numbers, check_stages, with_reads
from assent.reading.placeholders import placeholders
from assent.reading.rules import check
from assent.reading.steps import Read, step
from assent.records import DecisionClass, Input, Note, Workflow

__all__ = ["Document", "workflows"]

_MOST_WORKFLOWS = 20
_MOST_STEPS = 100
_LONGEST_ID = 48
_KEYS = {"id", "title", "version", "active", "class", "inputs", "stages"}
_PREFIX = re.compile(
    r"(?:Example\s+)?(?:Workflow|Procedure)(?:\s+\d+)?\s*[:\u2013\u2014-]\s*", re.IGNORECASE
)
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+(.*)$")
_DECLARED = re.compile(r"\s*[-*+]\s+\*\*([^*]{1,60})\*\*\s*:?\s*(.*)$")
_ARROWS = re.compile(r"\s*(?:→|->)\s*")
_STAGES = re.compile(r"\s*[-*+]?\s*\*{0,2}run\.stage\*{0,2}\s*:\*{0,2}\s*(.+?)\.?\s*$")
_PURPOSE = re.compile(r"\s*\*\*Purpose:?\*\*:?\s*(.*)$")
_STAGE = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_OWN = {"purpose", "overview", "steps"}


class Document(NamedTuple):
    """One file as a workflow is read from it."""

    path: str
    stem: str
    source: bytes
    page: Page
    front: Front
    cast: Cast
    margin: Margin

    def heading(self, *titles: str) -> Heading | None:
        """Return the first heading with one of these titles, in lower case."""
        return next((h for h in self.page.headings if bare(h.title).lower() in titles), None)

    def section(self, *titles: str) -> tuple[Line, ...]:
        """Return the lines under such a heading, its own sections included."""
        heading = self.heading(*titles)
        return self.page.between(heading.line + 1, heading.end) if heading else ()


def workflows(document: Document) -> tuple[Workflow, ...]:
    """Return the workflows of a document; what is wrong with them goes to the margin."""
    found = regions(document.page)
    if len(found) > _MOST_WORKFLOWS:
        message = f"The file holds more than {_MOST_WORKFLOWS} procedures."
        document.margin.write("workflows-too-many", found.pop().line, 1, message)
    made = [_workflow(document, region, alone=len(found) == 1) for region in found]
    if found:
        _tell_placeholders(document, found)
    return tuple(workflow for workflow in made if workflow)


def _workflow(document: Document, region: Region, *, alone: bool) -> Workflow | None:
    data = (document.front.data if alone else None) or Data({}, {(): (1, 1)})
    margin = document.margin
    if document.front.data and alone:
        check_keys(data, _KEYS, ("id", "title"), margin, kept=True)
    title, place = _title(document, region, data)
    inputs = _inputs(document, data) if alone else ()
    declared = _declared(document) if alone else {}
    cast = document.cast.declaring(declared)
    names = {item.name: item for item in inputs}
    setting = Setting(cast, names, _decision_class(data, margin), margin)
    reads = _reads(region, setting)
    stages, stated = _stages(document, data, reads, alone=alone)
    check_numbers(reads, margin)
    if stated:
        check_stages(reads, stages, margin)
    check_gates(reads, margin)
    values: dict[str, Any] = {
        "id": _id(document, data, title, alone=alone),
        "title": title,
        "version": str(data.values.get("version") or "1"),
        "active": data.values.get("active", True),
        "decision_class": setting.decision_class,
        "inputs": inputs,
        "stages": stages,
        "steps": with_reads(reads, inputs, margin),
        "declared": declared,
        "purpose": _purpose(document, region, alone=alone),
        "outputs": _items(document.section("outputs")) if alone else (),
        "notes": _notes(document, region, reads, alone=alone),
        "extra": {k: v for k, v in data.values.items() if k not in _KEYS},
        "path": document.path,
        "source_digest": digest(document.source),
    }
    workflow = data.record(Workflow, values, margin)
    if workflow:
        check(workflow, place, margin)
    return workflow


def _title(document: Document, region: Region, data: Data) -> tuple[str, tuple[int, int]]:
    heading = region.heading or document.page.title()
    place = (heading.line, heading.column) if heading else (region.line, 1)
    stated = data.values.get("title")
    if isinstance(stated, str) and stated.strip():
        return stated.strip(), place if heading else data.place("title")
    title = _PREFIX.sub("", bare(heading.title)) if heading else ""
    return title or document.stem.replace("-", " "), place


def _id(document: Document, data: Data, title: str, *, alone: bool) -> str:
    stated = data.values.get("id")
    if stated is not None:
        return str(stated)
    name = document.stem if alone else title
    return slug(name, _LONGEST_ID) or "workflow"


def _decision_class(data: Data, margin: Margin) -> DecisionClass:
    stated = data.values.get("class")
    names = [item.value for item in DecisionClass]
    if stated is None or stated in names:
        return DecisionClass(stated or DecisionClass.operational)
    allowed = ", ".join(names)
    message = f"The class {str(stated)[:40]!r} is none of the four."
    margin.write("field-invalid", *data.place("class"), message, allowed=allowed)
    return DecisionClass.operational


def _reads(region: Region, setting: Setting) -> list[Read]:
    blocks: tuple[Block, ...] = region.blocks
    if len(blocks) > _MOST_STEPS:
        extra = blocks[_MOST_STEPS]
        message = f"The procedure has {len(blocks)} steps."
        setting.margin.write("steps-too-many", extra.line, 1, message)
    found = (step(block, setting) for block in blocks[:_MOST_STEPS])
    return [read for read in found if read]


def _inputs(document: Document, data: Data) -> tuple[Input, ...]:
    stated = data.values.get("inputs")
    if stated is None:
        items = _items(document.section("inputs"))
        return tuple({slug(i): Input(name=slug(i), about=i) for i in items if slug(i)}.values())
    if not isinstance(stated, dict):
        place = data.place("inputs")
        why = "write 'name: {kind: document}' for each"
        document.margin.write("value-invalid", *place, "'inputs' is no mapping.", why=why)
        return ()
    made = []
    for name, value in stated.items():
        fields = {"name": name, **(value if isinstance(value, dict) else {"about": value or ""})}
        if fields.get("default") is not None:
            fields.setdefault("required", False)
        item = data.record(Input, fields, document.margin, "inputs", name)
        if item and _fits(item, data, document.margin):
            made.append(item)
    return tuple(made)


def _fits(item: Input, data: Data, margin: Margin) -> bool:
    if item.kind != "choice" or (item.choices and item.default in (None, *item.choices)):
        return True
    line, column = data.place("inputs", item.name)
    why = "a choice needs choices, and a default that is one of them"
    margin.write("value-invalid", line, column, f"{item.name!r} is not usable.", why=why)
    return False


def _declared(document: Document) -> dict[str, str]:
    """Return the roles that a section named Agents introduces, with what it says of them."""
    found = (_DECLARED.match(line.text) for line in document.section("agents", "roles"))
    declared = {}
    for match in found:
        name = match[1].strip(": ") if match else ""
        if match and name and document.cast.known and document.cast.resolve(name):
            continue
        if match and (role := slug(without_agent(name))):
            declared[role] = match[2].strip(": ")
    return declared


def _stages(
    document: Document, data: Data, reads: list[Read], *, alone: bool
) -> tuple[tuple[str, ...], bool]:
    """Return the stages, and whether the document lists them or the steps only imply them."""
    stated = data.values.get("stages")
    if isinstance(stated, list):
        return tuple(dict.fromkeys(str(stage) for stage in stated)), True
    if alone and (arrow := _arrow(document)):
        return arrow, True
    return tuple(dict.fromkeys(read.step.stage for read in reads if read.step.stage)), False


def _arrow(document: Document) -> tuple[str, ...]:
    for line in document.page.lines:
        found = _STAGES.match(line.text) if "run.stage" in line.text else None
        names = _ARROWS.split(found[1]) if found else []
        if len(names) > 1 and all(_STAGE.fullmatch(name) for name in names):
            return tuple(dict.fromkeys(names))
    return ()


def _items(lines: tuple[Line, ...]) -> tuple[str, ...]:
    found = (_ITEM.match(line.text) for line in lines if not line.fenced)
    return tuple(match[1].strip() for match in found if match and match[1].strip())


def _purpose(document: Document, region: Region, *, alone: bool) -> str:
    lines = document.section("purpose", "overview") if alone else ()
    if lines:
        return "\n".join(line.text for line in lines).strip()
    for line in region.heading.lines if region.heading else ():
        found = _PURPOSE.match(line.text)
        if found:
            return found[1].strip()
    return ""


def _notes(
    document: Document, region: Region, reads: list[Read], *, alone: bool
) -> tuple[Note, ...]:
    notes = [note for read in reads for note in read.notes]
    if alone and not region.fenced:
        notes += _sections(document, region)
    elif region.heading:
        lines = document.page.between(region.last + 2, region.heading.end)
        text = "\n".join(line.text for line in lines).strip()
        if text:
            notes.append(Note(title=region.heading.title, text=text, line=region.last + 2))
    return tuple(sorted(notes, key=lambda note: note.line))


def _sections(document: Document, region: Region) -> list[Note]:
    notes = []
    for heading in document.page.headings:
        inside = region.line <= heading.line <= region.last
        text = "\n".join(line.text for line in heading.lines).strip("\n")
        if not inside and text.strip() and bare(heading.title).lower() not in _OWN:
            notes.append(Note(title=heading.title, text=text, line=heading.line))
    return notes


_VALUED = re.compile(
    r"[\s*_-]*(?:Agents?|Reads|Output|Stage|Approval|Sign-off|Actor|Duration|Rounds|Quorum)\b",
    re.IGNORECASE,
)


def _tell_placeholders(document: Document, found: list[Region]) -> None:
    """Write placeholders: an error where a field needs the value, a warning in prose."""
    blocks = [block for region in found for block in region.blocks]
    valued = {block.line for block in blocks}
    valued |= {ln.number for block in blocks for ln in block.lines if _VALUED.match(ln.text)}
    for place in placeholders(document.page.lines):
        code = "placeholder-value" if place.line in valued else "placeholder-unfilled"
        text = place.text[:80]
        message = f"The placeholder {text!r} is not filled in."
        document.margin.write(code, place.line, place.column, message, text=text)
