"""What the offline model knows: the fenced blocks of a request and its schema, nothing else."""

import re
from collections.abc import Iterator

from assent.llm import outline, shape
from assent.llm.facts import Fact, facts, quoted
from assent.llm.shape import Shape
from assent.reading.document import parse
from assent.reading.fence import blocks
from assent.records import Block, Draft, Need, Record, Request, Section

__all__ = ["Clause", "Material", "Task", "read"]

_FIELD = re.compile(r"([A-Z][A-Za-z ]{0,30}): ?(.*)")
_REVIEWS = frozenset({"review", "audit"})
_VERDICTS = frozenset({"class", "weight", "result"})
_CLAUSE = re.compile(r"- (?P<text>.+?) \(external: (?P<external>yes|no)\)")


class Task(Record):
    """What this turn is about: the field lines of the task block."""

    kind: str
    role: str
    title: str
    output: str
    round: str
    revises: str
    action: str


class Clause(Record):
    """One clause of a framework, as the organisation lists it."""

    text: str
    external: str


class Material(Record):
    """Everything one turn may rest on.

    ``sections`` are those this role writes; ``briefs`` are the texts read, by name, besides
    the organisation's; ``said`` maps the roles that spoke before to
    what they said; ``comments`` map ids to what people want changed.
    """

    task: Task
    shape: Shape
    needs: tuple[Need, ...]
    sections: tuple[Section, ...]
    facts: tuple[Fact, ...]
    clauses: tuple[Clause, ...]
    documents: dict[str, Draft]
    said: dict[str, str]
    comments: dict[str, str]
    briefs: dict[str, str] = {}

    @property
    def revised(self) -> Draft | None:
        """Return the document that this turn revises, or None for a first draft."""
        return self.documents.get(self.task.revises)

    @property
    def others(self) -> dict[str, Draft]:
        """Return the documents read besides the one that is revised."""
        return {n: d for n, d in self.documents.items() if n != self.task.revises}

    @property
    def reviewed(self) -> tuple[str, Draft] | None:
        """Return the document under review and its name, or None when this is no review.

        It is the last draft that the step reads, else the last document.
        """
        if self.task.kind not in _REVIEWS and not self._checks_a_draft:
            return None
        drafts = [name for name in self.others if "draft" in name or "final" in name]
        name = next(reversed(drafts or list(self.others)), None)
        return (name, self.others[name]) if name else None

    @property
    def _checks_a_draft(self) -> bool:
        """Tell whether a table passes verdicts row by row: a review by any other name."""
        tables = (s.table for s in self.sections if s.table and s.table.rows != "free")
        return any(column.name in _VERDICTS for table in tables for column in table.columns)

    def owner(self, owner: str | None) -> str:
        """Return the role id that may own a question: the one meant, or who writes."""
        known = self.shape.owners
        wanted = owner if owner and (not known or owner in known) else self.task.role
        return shape.allowed(wanted, known)

    def printed(self, role: str) -> str:
        """Return the printed name of a role, as far as an id tells it."""
        if role == self.task.role and self.task.title:
            return self.task.title
        words = " ".join(_cased(word) for word in role.split("-"))
        return words[:1].upper() + words[1:]


def read(request: Request) -> Material:
    """Take a request apart."""
    found = [block for message in request.messages for block in blocks(message.content)]
    task = _task(request, next((b.text for b in found if b.kind == "task"), ""))
    form = shape.read(request.json_schema)
    drafts = {name: parse(text) for name, text in _named(found, "document").items()}
    briefs = _named(found, "brief")
    organisation = briefs.pop("organisation", "")
    prose = {name: text for name, text in briefs.items() if _is_prose(name, briefs)}
    known = [fact for name, text in prose.items() for fact in facts(name, text)]
    known += facts("organisation", organisation)
    known += [fact for draft in drafts.values() for s in draft.sections for fact in quoted(s.text)]
    known += [fact for name, draft in drafts.items() for fact in _planned(name, draft)]
    unique: dict[str, Fact] = {}
    for fact in known:
        unique.setdefault(fact.text, fact)
    kind, template = next(iter(_named(found, "template").items()), ("generic", ""))
    return Material(
        task=task,
        shape=form,
        needs=outline.needs(request.role, "\n".join(_named(found, "card").values())),
        sections=_written(outline.sections(kind, template), form) if found else (),
        facts=tuple(unique.values()),
        clauses=tuple(Clause(**c.groupdict()) for c in _CLAUSE.finditer(organisation)),
        documents=drafts,
        said=_named(found, "contribution"),
        comments=_named(found, "comment"),
        briefs=briefs,
    )


def _planned(name: str, draft: Draft) -> Iterator[Fact]:
    """Yield what code says of a plan's writes, without their differences."""
    written = draft.section("what-will-be-written")
    source = f"{name}: {written.title}" if written else ""
    fenced = False
    for line in written.markdown.split("\n") if written else ():
        if line.startswith("#### "):
            source = f"{name}: {line[5:]}"
        fenced ^= line.startswith("```")
        if line.endswith(".") and not fenced:
            yield Fact(text=line, source=source)


def _is_prose(name: str, briefs: dict[str, str]) -> bool:
    """Tell whether a brief is to be quoted; an examination stands for the data it was made of."""
    return "examination" not in briefs or name not in {"request", "record"}


def _named(found: list[Block], kind: str) -> dict[str, str]:
    return {block.name: block.text for block in found if block.kind == kind}


def _written(sections: tuple[Section, ...], form: Shape) -> tuple[Section, ...]:
    """Return the sections of the template that the schema allows, or what the schema names."""
    allowed = form.section_ids or tuple(section.id for section in sections)
    known = tuple(section for section in sections if section.id in allowed)
    missing = [name for name in allowed if name not in {section.id for section in known}]
    bare = (Section(id=name, title=name.replace("-", " ").capitalize()) for name in missing)
    return (*known, *bare)


def _task(request: Request, text: str) -> Task:
    head, _, action = text.partition("Action:")
    lines = (_FIELD.fullmatch(line) for line in head.split("\n"))
    fields = {line[1]: line[2] for line in lines if line}
    return Task(
        kind=fields.get("Kind", request.kind.value).strip(),
        role=request.role,
        title=fields.get("Role title", "").strip(),
        output=fields.get("Output", "").strip(),
        round=fields.get("Round", "").strip(),
        revises=fields.get("Revises", "").strip(),
        action=action.strip(),
    )


def _cased(word: str) -> str:
    """Return a word of an id as it is printed; one without a vowel is an abbreviation."""
    return word if set(word) & set("aeiouy") else word.upper()
