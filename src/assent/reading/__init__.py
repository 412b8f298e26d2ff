"""Markdown and YAML → records, with every problem at its line. Quiet: no file, no clock."""

from assent.reading.codes import CODES, Code
from assent.reading.names import Cast, slug
from assent.reading.practice import Whole, read_organisation, read_practice, read_whole
from assent.reading.read import read
from assent.reading.reading import Kind, Pattern, Reading
from assent.reading.source import LARGEST
from assent.reading.survey import Survey

__all__ = [
    "CODES",
    "LARGEST",
    "Cast",
    "Code",
    "Kind",
    "Pattern",
    "Reading",
    "Survey",
    "Whole",
    "read",
    "read_organisation",
    "read_practice",
    "read_whole",
    "slug",
]
