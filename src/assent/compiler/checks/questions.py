"""Whether every open question has somebody who can answer it."""

from collections.abc import Collection

from assent.records import Draft

__all__ = ["unowned"]


def unowned(draft: Draft, owners: Collection[str]) -> list[str]:
    """Return the problems of open questions without an owner, or with one who does not exist."""
    known = {owner.casefold() for owner in owners}
    problems: list[str] = []
    for question in draft.open_questions:
        owner = question.owner.strip()
        if not owner:
            problems.append(f"The open question {question.id} has no owner.")
        elif owner.casefold() not in known:
            problems.append(
                f"The open question {question.id} is owned by '{owner}', "
                "which is no role or person of this practice."
            )
    return problems
