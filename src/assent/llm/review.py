"""What a practice can say of a draft without a model: where it speaks of which need."""

from assent.llm import judgement
from assent.llm.judgement import Grade
from assent.llm.material import Material
from assent.llm.skeleton import the
from assent.records import Need

__all__ = ["opinion"]


def opinion(known: Material) -> str:
    """Return what a role with needs says of the document under review; never nothing."""
    name, draft = known.reviewed or ("", None)
    if draft is None:
        return "No comment: there was no document to review."
    judged = [(need, judgement.of_need(need, draft)) for need in known.needs]
    author = the(known.printed(known.task.role))
    lines = [
        f"- **{need.title}:** {_said(need, found.grade, found.title)}" for need, found in judged
    ]
    if any(found.grade is Grade.missing for _, found in judged):
        verdict = "The practice cannot work under this draft yet."
    else:
        verdict = "No comment asks for a change: the draft speaks of every need of the practice."
    close = f"This goes by words alone; whether the rules suffice is for {author} to judge."
    return "\n\n".join([f"Read: {name}.", verdict, "\n".join(lines), close])


def _said(need: Need, grade: Grade, title: str) -> str:
    if grade is Grade.missing:
        return f"no section speaks of it. It would belong under “{title}”: {need.text}"
    if grade is Grade.partial:
        return f"“{title}” speaks of it and leaves a question open."
    return f"“{title}” speaks of it."
