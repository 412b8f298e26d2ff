"""What a prompt's template and card blocks ask for, read as the practice's own documents are."""

from assent.reading import Reading, read
from assent.records import Need, Section

__all__ = ["needs", "sections"]


def needs(role: str, card: str) -> tuple[Need, ...]:
    """Return the needs on a role card; the block may hold the card's prose alone."""
    front = (
        "" if card.startswith("---\n") else f"---\nid: {role}\ntitle: {role}\nserves: all\n---\n"
    )
    cards = _read(front + card, f"agents/{role}.md").roles
    return cards[0].needs if cards else ()


def sections(kind: str, template: str) -> tuple[Section, ...]:
    """Return the sections of a template block; one that cannot be read has none."""
    front = "" if template.startswith("---\n") else f"---\nkind: {kind}\ntitle: {kind}\n---\n"
    templates = _read(front + template, f"prompts/documents/{kind}.md").templates
    return templates[0].sections if templates else ()


def _read(text: str, path: str) -> Reading:
    """Read a document by itself, so that names stand for their own ids."""
    return read(text.encode("utf-8", "replace"), path, roles={}, groups={}, generic={})
