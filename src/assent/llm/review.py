"""What a practice can say of a draft without a model: where it speaks of which need."""

from collections.abc import Mapping

from assent.llm import judgement
from assent.llm.judgement import Grade, Judgement, judge
from assent.llm.material import Material
from assent.llm.skeleton import the
from assent.reading.words import telling
from assent.records import Draft, Need

__all__ = ["comment", "opinion", "weigh", "weigh_texts"]


def weigh(need: Need, draft: Draft) -> Judgement:
    """Judge whether a draft speaks of a need, or in which section it would belong."""
    return weigh_texts(need, judgement.texts(draft))


def weigh_texts(need: Need, said: Mapping[str, str]) -> Judgement:
    """Judge whether sections speak of a need; each begins with its title."""
    about = f"{need.title} {need.text}"
    return judge(need.words or telling(about), about, said)


def comment(need: Need, found: Judgement) -> str:
    """Return the comment that the role makes on one of its needs."""
    if found.grade is Grade.missing:
        return f"{need.title}: no section speaks of it. To be added here: {need.text}"
    if found.grade is Grade.partial:
        return f"{need.title}: the section leaves the question open."
    return f"{need.title}: no comment; the section speaks of it."


def opinion(known: Material) -> str:
    """Return what a role with needs says of the document under review; never nothing."""
    if known.reviewed is None:
        return "No comment: there was no document to review."
    name, draft = known.reviewed
    judged = [(need, weigh(need, draft)) for need in known.needs]
    author = the(known.printed(known.task.role))
    lines = [f"- **{need.title}:** {_said(need, found)}" for need, found in judged]
    close = f"This goes by words alone; whether the rules suffice is for {author} to judge."
    return "\n\n".join([f"Read: {name}.", _verdict(judged), "\n".join(lines), close])


def _verdict(judged: list[tuple[Need, Judgement]]) -> str:
    grades = {found.grade for _, found in judged}
    if Grade.missing in grades:
        return "The practice cannot work under this draft yet."
    if Grade.partial in grades:
        return "No comment asks for a change, but questions that the practice needs are open."
    return "No comment asks for a change: the draft speaks of every need of the practice."


def _said(need: Need, found: Judgement) -> str:
    if found.grade is Grade.missing:
        return f"no section speaks of it. It would belong under “{found.title}”: {need.text}"
    if found.grade is Grade.partial:
        return f"“{found.title}” leaves the question open."
    return f"“{found.title}” speaks of it."
