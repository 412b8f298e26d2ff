"""What a document under decision is compared with, and which of its sections differ."""

from difflib import unified_diff

from assent.compiler.context import RunContext
from assent.compiler.lineage import kind_of
from assent.reading.document import parse
from assent.records import Document
from assent.records.packet import Changed

__all__ = ["changed_since"]


def changed_since(
    context: RunContext, current: Document, text: str
) -> tuple[str | None, Changed | None]:
    """Return the text before this one and what changed: the version before, or its base."""
    found = _before(context, current)
    if found is None:
        return None, None
    what, digest = found
    before = context.text(digest)
    lines = list(unified_diff(before.splitlines(), text.splitlines(), lineterm="", n=0))[2:]
    changed = Changed(
        what=what,
        added=sum(line.startswith("+") for line in lines),
        removed=sum(line.startswith("-") for line in lines),
        sections=_sections(context, current.name, before, text),
    )
    return before, changed


def _before(context: RunContext, current: Document) -> tuple[str, str] | None:
    """Return what a reader compares with, by name and digest; a draft for its first revision."""
    if current.version > 1:
        earlier = context.ledger.documents.get(context.run.id, current.name, current.version - 1)
        return f"version {earlier.version}", earlier.digest
    kind = kind_of(current.name)
    revised = [name for name in current.made_from if kind_of(name) == kind]
    return (revised[-1], current.made_from[revised[-1]]) if revised else None


def _sections(context: RunContext, name: str, before: str, after: str) -> tuple[str, ...]:
    """Return the titles, as the template has them, of the sections that differ."""
    old, new = parse(before), parse(after)
    known = context.template_of(name).sections
    titles = [s.title for s in known if old.section(s.id) != new.section(s.id)]
    asked = ["Open questions"] if old.open_questions != new.open_questions else []
    return (*titles, *asked)
