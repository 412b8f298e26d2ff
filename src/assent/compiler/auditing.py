"""What auditors found, read as data from the documents that a gate's subject was made from.

A document is an audit when its template has a table with a clause, a class and a mark for
external frameworks. Whether a finding is an external framework's is not the table's to say:
code holds the clause against practice.yaml.
"""

import re
from collections.abc import Iterator, Sequence

from assent.authority import is_external
from assent.compiler.context import RunContext
from assent.reading.document import parse
from assent.records import AuditFinding, AuditWeight, Document, DraftTable, Section, section_id

__all__ = ["doubts", "findings"]

_NUMBER = re.compile(r"[A-Za-z][A-Za-z-]{0,39}-[0-9]{1,4}")
_COLUMNS = {"clause", "class", "external", "finding"}


def findings(context: RunContext, subject: Document) -> tuple[AuditFinding, ...]:
    """Return the findings of every audit that a document was made from, each by its own name."""
    made: list[AuditFinding] = []
    for name, digest in subject.made_from.items():
        audit = _version(context, name, digest)
        if audit is not None:
            made += _found(context, audit)
    return tuple(_named(made))


def doubts(context: RunContext, subject: Document, found: Sequence[AuditFinding]) -> list[str]:
    """Return where an audit cannot be read, or differs from practice.yaml about a clause."""
    read = {one.document for one in found}
    unread = [
        f"{name}: no finding can be read in it, and none is asked for here."
        for name in subject.made_from
        if name not in read and any(map(_is_audit, _sections(context, name)))
    ]
    return unread + _disagreements(found)


def _sections(context: RunContext, name: str) -> tuple[Section, ...]:
    return context.template_of(name).sections if name.endswith(".md") else ()


def _disagreements(found: Sequence[AuditFinding]) -> list[str]:
    told: dict[tuple[str, bool], list[str]] = {}
    for one in found:
        if one.claimed != ("yes" if one.external else "no"):
            told.setdefault((one.document, one.external), []).append(one.id)
    return [
        f"{document}, {', '.join(names)}: the audit {_CLAIMS[external]} ({_RULE[external]})."
        for (document, external), names in told.items()
    ]


_CLAIMS = {
    True: "does not mark it external, and it is held to be an external framework's",
    False: "marks it external, and it is the practice's own",
}
_RULE = {
    True: "by the frameworks of practice.yaml; nobody may override it",
    False: "by the frameworks of practice.yaml",
}


def _version(context: RunContext, name: str, digest: str) -> Document | None:
    """Return the version of a document of this run that was read; None for an input."""
    versions = context.ledger.documents.versions(context.run.id, name)
    return next((one for one in reversed(versions) if one.digest == digest), None)


def _found(context: RunContext, audit: Document) -> Iterator[AuditFinding]:
    draft = parse(context.text(audit.digest))
    for section in context.template_of(audit.name).sections:
        drafted = draft.section(section.id) if _is_audit(section) else None
        if drafted and drafted.table:
            yield from _rows(context, audit, drafted.table)


def _is_audit(section: Section) -> bool:
    columns = {column.name for column in section.table.columns} if section.table else set()
    return columns >= _COLUMNS


def _rows(context: RunContext, audit: Document, table: DraftTable) -> Iterator[AuditFinding]:
    titles = [section_id(title) for title in table.columns]
    for place, row in enumerate(table.rows, 1):
        cells = dict(zip(titles, row, strict=False))
        bare = AuditFinding(
            id=cells["id"] if _NUMBER.fullmatch(cells.get("id", "")) else f"row-{place}",
            clause=cells.get("clause", ""),
            weight=_weight(cells.get("class", "")),
            external=True,
            claimed=cells.get("external", "").strip().casefold(),
            text=cells.get("finding", ""),
            correction=cells.get("correction", ""),
            document=audit.name,
            digest=audit.digest,
            roles=audit.roles,
        )
        external = is_external(bare, context.practice.organisation.frameworks)
        yield bare.model_copy(update={"external": external})


def _weight(text: str) -> AuditWeight:
    """Return the class of a finding; one that is none of the four counts as the gravest."""
    stated = text.strip().casefold()
    return AuditWeight(stated) if stated in set(AuditWeight) else AuditWeight.major


def _named(made: Sequence[AuditFinding]) -> Iterator[AuditFinding]:
    """Yield the findings with numbers that occur once; a later one of a number is counted."""
    seen: dict[str, int] = {}
    for one in made:
        seen[one.id] = seen.get(one.id, 0) + 1
        more = f".{seen[one.id]}" if seen[one.id] > 1 else ""
        yield one.model_copy(update={"id": one.id + more})
