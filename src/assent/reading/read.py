"""One file's bytes → what it is, what it holds, and every finding in one pass."""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import islice
from pathlib import PurePosixPath

from assent.reading.frontmatter import Front, cut
from assent.reading.lines import Line, Page, scan
from assent.reading.margin import Margin
from assent.reading.names import Cast, cast
from assent.reading.organisation import finish, manifest
from assent.reading.patterns import patterns
from assent.reading.placeholders import placeholders, tell
from assent.reading.reading import Kind, Reading
from assent.reading.role import check_references, role
from assent.reading.source import decode
from assent.reading.template import template
from assent.reading.workflow import Document, unplaced, workflows
from assent.records import Role

__all__ = ["read"]

_BLOCK = re.compile(r"\{%-?\s*block\s+(\w+)\s*-?%\}")
_BLANK_FORM = 5
_KEPT = 128
"""Readings kept: a practice of sixty documents, and its cards read by themselves."""


def read(
    source: bytes,
    path: str,
    *,
    roles: Mapping[str, Role],
    groups: Mapping[str, tuple[str, ...]],
    generic: Mapping[str, tuple[str, ...]],
) -> Reading:
    """Read one file. Never raises: what is wrong with it comes back as findings.

    With no ``roles`` the document is read by itself: names stand for their own ids, and
    none of them is unknown. The same bytes among the same people are read once.
    """
    return _read(source, path, cast(roles, groups, generic))


@lru_cache(maxsize=_KEPT)
def _read(source: bytes, path: str, people: Cast) -> Reading:
    name = PurePosixPath(path)
    if name.name == "practice.yaml":
        return finish(manifest(source, path), people)
    margin = Margin(path)
    text = decode(source, margin)
    if text is None:
        return Reading(path=path, kind="other", findings=margin.findings)
    if name.suffix.lower() not in {".md", ".markdown"}:
        margin.write("not-markdown", 1, 1, "The file is neither Markdown nor practice.yaml.")
        return Reading(path=path, kind="other", findings=margin.findings)
    return _markdown(source, path, text, people, margin)


def _markdown(source: bytes, path: str, text: str, people: Cast, margin: Margin) -> Reading:
    texts = text.split("\n")
    front = cut(texts, margin)
    page = scan(texts[front.body - 1 :], front.body, margin)
    stem = PurePosixPath(path).stem
    document = Document(path, stem, source, page, front, people, margin)
    stated = _stated(path, text, front)
    if stated == "role":
        return _card(document)
    if stated == "template":
        return _form(document)
    if stated == "other":
        return _prompt(document, text)
    return _procedures(document, stated)


def _stated(path: str, text: str, front: Front) -> Kind | None:
    """Return what a document says it is, by its front matter first and its place second."""
    keys = set(front.data.values) if front.data else set()
    folders = PurePosixPath(path).parts[:-1]
    if "kind" in keys or folders[-2:] == ("prompts", "documents"):
        return "template"
    if "serves" in keys or folders[-1:] == ("agents",):
        return "role"
    if folders[-1:] == ("prompts",) or _BLOCK.search(text):
        return "other"
    return "workflow" if keys & {"stages", "inputs"} or folders[-1:] == ("graphs",) else None


def _card(document: Document) -> Reading:
    path, margin, data = document.path, document.margin, document.front.data
    if data is None:
        _tell_front(document, "id, title, serves")
        return Reading(path=path, kind="role", findings=margin.findings)
    card = role(data, document.page, path, document.source, margin)
    if card and document.cast.known:
        check_references(card, data, document.cast, margin)
    _check_stem(document, "id")
    found = (card,) if card else ()
    return Reading(path=path, kind="role", roles=found, findings=margin.findings)


def _form(document: Document) -> Reading:
    path, margin, data = document.path, document.margin, document.front.data
    if data is None:
        _tell_front(document, "kind, title")
        return Reading(path=path, kind="template", findings=margin.findings)
    form = template(data, document.page, path, document.source, document.cast, margin)
    _check_stem(document, "kind")
    found = (form,) if form else ()
    return Reading(path=path, kind="template", templates=found, findings=margin.findings)


def _prompt(document: Document, text: str) -> Reading:
    names = sorted(_BLOCK.findall(text))
    if names != ["system", "user"]:
        message = f"The prompt has the blocks {', '.join(names[:10]) or 'none'}."
        document.margin.write("prompt-blocks", 1, 1, message)
    return Reading(path=document.path, kind="other", findings=document.margin.findings)


def _procedures(document: Document, stated: Kind | None) -> Reading:
    path, margin, page = document.path, document.margin, document.page
    if stated is None and _is_blank_form(page):
        tell(_opened(page), "placeholder-template", margin)
        return Reading(path=path, kind="template", findings=margin.findings)
    found = workflows(document)
    named = patterns(page)
    kind: Kind = "workflow" if found or stated or margin.find("value-invalid") else "other"
    if kind == "workflow" and not found and not margin.errors:
        margin.write(
            "steps-missing",
            document.page.lines[0].number if document.page.lines else 1,
            1,
            "The workflow has no steps.",
        )
    if kind == "other":
        kind = _unknown(document)
    return Reading(
        path=path,
        kind=kind,
        workflows=found,
        patterns=named,
        unplaced=unplaced(document),
        findings=margin.findings,
    )


def _unknown(document: Document) -> Kind:
    """Tell a form to fill in from a document that is simply no procedure."""
    open_places = sum(1 for _ in islice(placeholders(document.page.lines), _BLANK_FORM))
    if open_places >= _BLANK_FORM:
        tell(document.page.lines, "placeholder-template", document.margin)
        return "template"
    message = "The document has no titled steps; it is not read as a procedure."
    document.margin.write("not-a-workflow", 1, 1, message)
    return "other"


def _is_blank_form(page: Page) -> bool:
    """Tell a document that carries, in a fence, another with front matter of its own."""
    return any(
        fence.carries_text and fence.lines and fence.lines[0].text.strip() == "---"
        for fence in page.fences
    )


def _opened(page: Page) -> tuple[Line, ...]:
    """Return the lines with those of the carried document as if no fence held them."""
    inside: set[int] = set()
    for fence in page.fences:
        if fence.carries_text and fence.lines:
            inner = scan([line.text for line in fence.lines], fence.lines[0].number)
            inside |= {line.number for line in inner.lines if not line.fenced}
    return tuple(ln._replace(fenced=ln.fenced and ln.number not in inside) for ln in page.lines)


def _tell_front(document: Document, keys: str) -> None:
    if not document.front.broken:
        message = "The file has no front matter."
        document.margin.write("front-matter-missing", 1, 1, message, keys=keys)


def _check_stem(document: Document, key: str) -> None:
    data = document.front.data
    stated = data.values.get(key) if data else None
    if data and stated and stated != document.stem:
        message = f"The {key} {stated!r} is not the name of the file."
        facts = {"id": str(stated), "stem": document.stem}
        line, column = data.place(key)
        document.margin.write("id-not-file-name", line, column, message, **facts)
