"""The sources of a whole practice → the practice: roles first, then what speaks of them."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple

from assent.reading.excerpts import check_excerpts
from assent.reading.margin import Margin
from assent.reading.names import Cast, cast
from assent.reading.organisation import Manifest, finish, manifest
from assent.reading.read import read
from assent.reading.reading import Reading
from assent.records import Finding, Organisation, Practice, Role, Workflow

__all__ = ["Whole", "read_organisation", "read_practice", "read_whole"]

_EMPTY = Organisation(id="unknown", title="Unknown")
_MANIFEST = "practice.yaml"


class _Company(NamedTuple):
    manifest: Manifest
    organisation: Organisation
    roles: dict[str, Role]

    @property
    def cast(self) -> Cast:
        """Return everybody who may be named."""
        return cast(self.roles, self.organisation.groups, self.organisation.generic)


class Whole(NamedTuple):
    """A practice, each of its files as read, and what was found in all of them."""

    practice: Practice
    readings: tuple[Reading, ...]
    findings: tuple[Finding, ...]


@lru_cache(maxsize=4)
def read_organisation(source: str | bytes) -> tuple[Organisation | None, tuple[Finding, ...]]:
    """Read practice.yaml by itself; roles that have cards are not known here."""
    found = manifest(_bytes(source), _MANIFEST)
    return found.organisation, found.margin.findings


def read_practice(
    sources: Mapping[str, str | bytes],
) -> tuple[Practice, tuple[Finding, ...]]:
    """Read a practice out of its sources, by their paths below its root.

    Two passes: the organisation and the cards, then everything that names them. The
    practice holds what could be read; whether to use it with errors is the caller's.
    """
    whole = read_whole(sources)
    return whole.practice, whole.findings


def read_whole(sources: Mapping[str, str | bytes]) -> Whole:
    """Read a practice and keep the reading of each of its files.

    The same bytes are the same practice, and are read once.
    """
    return _read(tuple(sorted((path, _bytes(source)) for path, source in sources.items())))


@lru_cache(maxsize=4)
def _read(held: tuple[tuple[str, bytes], ...]) -> Whole:
    findings: list[Finding] = []
    sources = dict(held)
    company = _company(sources, findings)
    readings = {path: _one(path, source, company) for path, source in held}
    for reading in readings.values():
        findings += reading.findings
    _check_held(company, findings)
    workflows = _workflows(readings, findings)
    templates = {t.kind: t for reading in readings.values() for t in reading.templates}
    findings += check_excerpts(workflows.values(), templates)
    practice = Practice(
        organisation=company.organisation,
        roles=company.roles,
        workflows=workflows,
        prompts={PurePosixPath(p).stem: _text(sources[p]) for p in readings if _is_prompt(p)},
        templates=templates,
        sources={path: _text(source) for path, source in held},
    )
    return Whole(practice, tuple(readings.values()), tuple(dict.fromkeys(findings)))


def _one(path: str, source: bytes, company: _Company) -> Reading:
    if path == _MANIFEST:
        return finish(company.manifest, company.cast)
    groups, generic = company.organisation.groups, company.organisation.generic
    return read(source, path, roles=company.roles, groups=groups, generic=generic)


def _company(sources: Mapping[str, bytes], findings: list[Finding]) -> _Company:
    if _MANIFEST not in sources:
        margin = Margin(_MANIFEST)
        margin.write("practice-yaml-missing", 1, 1, "The practice has no practice.yaml.")
        findings += margin.findings
    found = manifest(sources.get(_MANIFEST, b"id: none\ntitle: None\n"), _MANIFEST)
    organisation = found.organisation or _EMPTY
    roles = {role.id: role for role in organisation.roles}
    for path in sorted(sources):
        if PurePosixPath(path).parts[:1] == ("agents",):
            cards = read(sources[path], path, roles={}, groups={}, generic={}).roles
            for card in cards:
                _add(card, roles, findings)
    _check_aliases(roles, findings)
    return _Company(found, organisation, roles)


def _add(card: Role, roles: dict[str, Role], findings: list[Finding]) -> None:
    if card.id in roles:
        margin = Margin(card.path)
        other = roles[card.id].path or _MANIFEST
        margin.write("id-duplicate", 1, 1, f"The role {card.id!r} is also described in {other}.")
        findings += margin.findings
    roles.setdefault(card.id, card)


def _check_aliases(roles: Mapping[str, Role], findings: list[Finding]) -> None:
    owners: dict[str, str] = {}
    for role in roles.values():
        for name in {role.id, role.title.lower(), *(alias.lower() for alias in role.aliases)}:
            owner = owners.setdefault(name, role.id)
            if owner != role.id:
                margin = Margin(role.path or _MANIFEST)
                message = f"{name!r} already means {owner!r}."
                margin.write("alias-duplicate", 1, 1, message)
                findings += margin.findings


def _check_held(company: _Company, findings: list[Finding]) -> None:
    """Write which people-only roles nobody holds: their seats could never be filled."""
    margin = Margin(_MANIFEST)
    for role in company.organisation.roles:
        if not company.organisation.holders(role.id):
            message = f"Nobody in practice.yaml holds {role.id!r}."
            margin.write("role-without-person", 1, 1, message)
    findings += margin.findings


def _workflows(readings: Mapping[str, Reading], findings: list[Finding]) -> dict[str, Workflow]:
    found: dict[str, Workflow] = {}
    for path, reading in readings.items():
        for workflow in reading.workflows:
            if workflow.id in found:
                margin = Margin(path)
                message = f"The workflow {workflow.id!r} is also in {found[workflow.id].path}."
                margin.write("id-duplicate", 1, 1, message)
                findings += margin.findings
            found.setdefault(workflow.id, workflow)
    return found


def _is_prompt(path: str) -> bool:
    place = PurePosixPath(path)
    return place.parent == PurePosixPath("prompts") and place.suffix == ".md"


def _bytes(source: str | bytes) -> bytes:
    return source.encode(errors="surrogatepass") if isinstance(source, str) else source


def _text(source: bytes) -> str:
    return source.decode(errors="replace")
