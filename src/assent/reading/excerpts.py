"""The parts of documents that steps read, held against what the documents are made from."""

from collections.abc import Iterable, Iterator, Mapping

from assent.reading.margin import Margin
from assent.records import Finding, Step, Template, Workflow, kind_of, section_id

__all__ = ["check_excerpts"]

_SHOWN = 30


def check_excerpts(
    workflows: Iterable[Workflow], templates: Mapping[str, Template]
) -> Iterator[Finding]:
    """Yield a finding for each part that a step reads and no template of the document has.

    Such a part is never found, so the step is shown the whole document.
    """
    for workflow in workflows:
        margin = Margin(workflow.path)
        for step in workflow.steps:
            _check(step, templates, margin)
        yield from margin.findings


def _check(step: Step, templates: Mapping[str, Template], margin: Margin) -> None:
    for document, parts in step.excerpts.items():
        template = templates.get(kind_of(document)) if document.endswith(".md") else None
        if template is None:
            continue
        known = _parts(template)
        for part in parts:
            if section_id(part) not in known:
                message = (
                    f"Step {step.number} reads {part[:60]!r} of {document}, which has no such "
                    "part; it is shown the whole."
                )
                shown = ", ".join(list(known.values())[:_SHOWN])
                margin.write("reads-part-unknown", step.line, 1, message, parts=shown)


def _parts(template: Template) -> dict[str, str]:
    """Return what may be named of a document: its sections and its tables, by id."""
    tables = (section.table.name for section in template.sections if section.table)
    return {section.id: section.title for section in template.sections} | {t: t for t in tables}
