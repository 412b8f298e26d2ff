"""``assent check``: what is wrong with documents, line by line."""

from collections import Counter
from itertools import groupby
from pathlib import Path

import click

from assent import practice
from assent.cli.options import as_json, pass_place
from assent.cli.place import Place
from assent.cli.screen import emit, heading, say, wrapped
from assent.cli.unsigned import unsigned
from assent.reading import Survey
from assent.records import Finding, Severity

__all__ = ["command"]

_WRONG = 2


@click.command("check")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@as_json
@pass_place
def command(place: Place, paths: tuple[Path, ...], as_json: bool) -> int:
    """Read documents and say what is wrong with them, line by line.

    Without a path the whole practice is read, and which of its procedures are not signed
    although they write is told too. The exit code is 2 when something is an error.
    """
    survey = practice.survey(paths, place.root)
    told = unsigned(survey, place) if not (paths or survey.errors) else ()
    if as_json:
        emit({**survey.plain(), "unsigned": [workflow for workflow, _ in told]})
    else:
        _tell(survey)
        for workflow, why in told:
            say(f"{workflow} is not signed: {why}. A live run of it is refused.")
            say(f"See: {place.command('sign', workflow)}")
    return _WRONG if survey.errors else 0


def _tell(survey: Survey) -> None:
    ordered = sorted(survey.findings, key=lambda f: (f.path, f.line, f.column, f.code))
    for path, findings in groupby(ordered, key=lambda finding: finding.path):
        heading(path)
        for finding in findings:
            _tell_finding(finding)
        say()
    say(_summary(survey))


def _tell_finding(finding: Finding) -> None:
    place = f"  {finding.line}:{finding.column}"
    say(
        wrapped(f"{finding.severity.value}: {finding.message} [{finding.code}]", first=f"{place}  ")
    )
    say(wrapped(finding.remedy, first="      ", rest="      "))


def _summary(survey: Survey) -> str:
    kinds = Counter(document.kind for document in survey.documents)
    read = ", ".join(f"{number} {kind}" for kind, number in kinds.items()) or "nothing"
    weights = Counter(finding.severity for finding in survey.findings)
    found = ", ".join(f"{weights[s]} {s.value}{_s(weights[s])}" for s in Severity)
    return f"Read: {read}. Found: {found}."


def _s(number: int) -> str:
    return "" if number == 1 else "s"
