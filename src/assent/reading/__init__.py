"""Markdown and YAML → records, with every problem at its line. Quiet: no file, no clock."""

from assent.reading.codes import CODES, Code
from assent.reading.names import Cast, slug
from assent.reading.practice import read_organisation, read_practice
from assent.reading.read import read
from assent.reading.reading import Kind, Pattern, Reading

__all__ = [
    "CODES",
    "Cast",
    "Code",
    "Kind",
    "Pattern",
    "Reading",
    "read",
    "read_organisation",
    "read_practice",
    "slug",
]
