"""A Markdown document → the workflows it holds, in whatever dialect they are written."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from assent.canonical import digest
from assent.reading.carriers import Block, Region, regions
from assent.reading.data import Data
from assent.reading.frontmatter import Front, check_keys
from assent.reading.lines import Heading, Line, Page, bare
from assent.reading.margin import Margin
from assent.reading.names import Cast, slug, without_agent
from assent.reading.order import check_gates, check_numbers, check_stages, with_reads
from assent.reading.passages import part, passages, remainder, span
from assent.reading.placeholders import placeholders
from assent.reading.rules import check
from assent.reading.seats import Setting
from assent.reading.steps import Read, step
from assent.records import DecisionClass, Input, Note, Workflow

__all__ = ["Document", "unplaced", "workflows"]

_MOST_WORKFLOWS = 20
_MOST_STEPS = 100
_LONGEST_ID = 48
_INFERABLE = ("id", "version", "class", "inputs", "stages")
_KEYS = {"title", "active", "inferred", *_INFERABLE}
_PREFIX = re.compile(
    r"(?:Example\s+)?(?:Workflow|Procedure)(?:\s+\d+)?\s*[:\u2013\u2014-]\s*", re.IGNORECASE
)
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+(.*)$")
_DECLARED = re.compile(r"\s*[-*+]\s+\*\*([^*]{1,60})\*\*\s*:?\s*(.*)$")
_ARROWS = re.compile(r"\s*(?:→|->)\s*")
_STAGES = re.compile(r"\s*[-*+]?\s*\*{0,2}run\.stage\*{0,2}\s*:\*{0,2}\s*(.+?)\.?\s*$")
_PURPOSE = re.compile(r"\s*\*\*Purpose:?\*\*:?\s*(.*)$")
_PURPOSES = {"purpose", "overview"}
_STAGE = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


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
    alone = len(found) == 1
    made = [
        _workflow(
            document, region, document.page if alone else part(document.page, region.heading), alone
        )
        for region in found
    ]
    if found:
        _tell_placeholders(document, found)
    return tuple(workflow for workflow in made if workflow)


def unplaced(document: Document) -> tuple[Note, ...]:
    """Return what a document of several workflows says outside all of them."""
    found = regions(document.page)
    if len(found) <= 1:
        return ()
    headings = [region.heading for region in found if region.heading]
    taken = {n for region in found for n in span(region)}
    taken |= {n for heading in headings for n in range(heading.line, heading.end + 1)}
    own = document.page.title()
    return tuple(passages(document.page, document.stem, taken, own))


def _workflow(document: Document, region: Region, page: Page, alone: bool) -> Workflow | None:  # noqa: FBT001
    data = (document.front.data if alone else None) or Data({}, {(): (1, 1)})
    margin = document.margin
    if document.front.data and alone:
        check_keys(data, _KEYS, ("id", "title"), margin, kept=True)
    title, place = _title(document, region, data)
    scope = document._replace(page=page)
    inputs = _inputs(scope, data)
    declared = _declared(scope)
    cast = document.cast.declaring(declared)
    names = {item.name: item for item in inputs}
    setting = Setting(cast, names, _decision_class(data, margin), margin)
    reads = _reads(region, setting)
    stages, stated = _stages(scope, data, reads)
    check_numbers(reads, margin)
    if stated:
        check_stages(reads, stages, margin)
    check_gates(reads, margin)
    purpose, purposeful = _purpose(scope, region)
    outputs = _items(scope.section("outputs"))
    understood = purposeful | _listed(scope, declared, outputs) | set(span(region))
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
        "purpose": purpose,
        "outputs": outputs,
        "notes": _notes(scope, region, reads, title, understood),
        "extra": {k: v for k, v in data.values.items() if k not in _KEYS},
        "inferred": _inferred(data, inputs, stages, margin),
        "path": document.path,
        "source_digest": digest(document.source),
    }
    workflow = data.record(Workflow, values, margin)
    if workflow:
        check(workflow, place, margin)
    return workflow


def _inferred(
    data: Data, inputs: tuple[Input, ...], stages: tuple[str, ...], margin: Margin
) -> tuple[str, ...]:
    """Return the keys that the front matter lacks, or marks as inferred."""
    marked = data.values.get("inferred", [])
    if not isinstance(marked, list) or any(key not in _INFERABLE for key in marked):
        why = f"write a list of some of {', '.join(_INFERABLE)}"
        place = data.place("inferred")
        margin.write("value-invalid", *place, "'inferred' is not usable.", why=why)
        marked = []
    empty = {"inputs": not inputs, "stages": not stages}
    missing = [k for k in _INFERABLE if data.values.get(k) is None and not empty.get(k)]
    return tuple(key for key in _INFERABLE if key in {*marked, *missing})


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


def _stages(document: Document, data: Data, reads: list[Read]) -> tuple[tuple[str, ...], bool]:
    """Return the stages, and whether the document lists them or the steps only imply them."""
    stated = data.values.get("stages")
    if isinstance(stated, list):
        return tuple(dict.fromkeys(str(stage) for stage in stated)), True
    if arrow := _arrow(document):
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


def _purpose(document: Document, region: Region) -> tuple[str, set[int]]:
    """Return what the procedure is for, and the numbers of the lines that say it."""
    for heading in document.page.headings:
        text = "\n".join(line.text for line in heading.lines).strip()
        if text and bare(heading.title).lower() in _PURPOSES:
            return text, {heading.line, *(line.number for line in heading.lines)}
    steps = span(region)
    for line in region.heading.lines if region.heading else ():
        found = _PURPOSE.match(line.text) if line.number not in steps else None
        if found:
            return found[1].strip(), {line.number}
    return "", set()


def _listed(document: Document, declared: Mapping[str, str], outputs: tuple[str, ...]) -> set[int]:
    """Return the lines of the sections that say nothing but what the record holds of them."""
    roles = [f"- **{role}**: {text}".rstrip() for role, text in declared.items()]
    wanted = {("agents", "roles"): roles, ("outputs",): [f"- {item}" for item in outputs]}
    taken: set[int] = set()
    for titles, items in wanted.items():
        heading = document.heading(*titles)
        lines = document.section(*titles)
        if heading and items and [ln.text for ln in lines if ln.text.strip()] == items:
            taken |= {heading.line, *(line.number for line in lines)}
    return taken


def _notes(
    document: Document, region: Region, reads: list[Read], title: str, understood: set[int]
) -> tuple[Note, ...]:
    """Return what no rule understood: before the steps, among them step by step, after them."""
    outside = passages(document.page, title, understood, region.heading)
    among = remainder(document.page, region)
    steps = [note for read in reads for note in read.notes]
    before = [note for note in outside if note.line < region.line]
    inner = [note for note in among if note.title == "Steps"]
    after = [note for note in (*among, *outside) if note not in before and note not in inner]
    return (*before, *inner, *steps, *after)


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
