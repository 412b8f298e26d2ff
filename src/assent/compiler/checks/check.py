"""Every check of a draft, in the order of its sections, then those of the whole."""

from collections.abc import Mapping, Sequence

from assent.compiler.checks.questions import unowned
from assent.compiler.checks.sections import missing, uncovered
from assent.compiler.checks.support import Grounds, unsupported
from assent.compiler.checks.tables import muddled, unmeasured, unreasoned
from assent.records import Draft, Section, Template

__all__ = ["check"]


def check(
    draft: Draft,
    sections: Sequence[Section],
    read: Mapping[str, tuple[Template, Draft]],
    grounds: Grounds | None = None,
) -> list[str]:
    """Return the problems of a draft as sentences; whoever wrote it, a model or a person.

    ``read`` maps other documents to their templates and contents: what a table must cover
    is looked up there. Without ``grounds`` nobody's figures and owners are checked.
    """
    problems: list[str] = []
    for section in sections:
        present = draft.section(section.id)
        problems += missing(section, present)
        problems += uncovered(section, present, read)
        problems += unreasoned(section, present)
        problems += unmeasured(section, present)
        problems += muddled(section, present)
    if grounds is not None:
        problems += unsupported(draft, sections, grounds)
        problems += unowned(draft, grounds.owners)
    return problems
