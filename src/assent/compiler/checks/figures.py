"""Figures in a text, however they are written, and what each may rest on.

``1,140``, ``1 140`` and ``1140`` are one figure; so are ``48h`` and ``48``, ``07:00`` and
``7:00``, and a date in any notation. What a figure rests on are *atoms*: plain numbers
(``99.9``), times (``7:00``), dates (``2031-05-01``, ``05-01``, ``2031-05``) and codes (``cm3``).
"""

import re
import unicodedata
from collections.abc import Collection, Iterator

from assent.records import Record

__all__ = ["Figure", "atoms", "figures"]

_NAMES = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
]  # fmt: skip
_MONTH = "|".join(f"{name}|{name[:3]}" for name in _NAMES)
_GAP = r"\s{1,9}"
_GAPS = " \u00a0\u2009\u202f"
_FIGURE = re.compile(
    rf"""
    (?P<skip>
        (?<![\w.-])[a-z0-9][a-z0-9-]*\.md\b
      | \b(?i:sections?|steps?|rounds?)[ ]\d+(?:\.\d+)*
      | ^[ \t>]*(?:[-*+][ ])?(?:\*\*)?\d{{1,2}}[.)](?=[ *])
      | ^[#]{{4,6}}[ ]\d+(?:\.\d+)*
    )
  | (?:
        (?P<iso>\d{{4}}-\d{{2}}-\d{{2}}(?!\d))
      | (?P<slash>\d{{1,2}}([/.])\d{{1,2}}\4\d{{4}}(?!\d))
      | (?P<day>\d{{1,2}}(?:st|nd|rd|th)?{_GAP}(?:of{_GAP})?(?:{_MONTH})\b(?:,?{_GAP}\d{{4}}\b)?)
      | (?P<month>\b(?:{_MONTH}){_GAP}\d{{1,2}}(?!\d)(?:st|nd|rd|th)?(?:,?{_GAP}\d{{4}}\b)?)
      | (?P<year>\b(?:{_MONTH}){_GAP}\d{{4}}\b)
      | (?P<clock>\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?!\d))
      | (?P<code>(?<![\w-])[A-Za-z]+(?:-[A-Za-z]+){{0,5}}-?\d+(?:\.\d+)*)
      | (?P<broken>\d+(?:[*_`~\\]+\d+)+)
      | (?P<grouped>\d{{1,3}}(?:[{_GAPS},]\d{{3}})+(?!\d)(?:\.\d+)?)
      | (?P<times>\d+[x\u00d7]\d+)
      | (?P<plain>\d+(?:\.\d+)*(?:,\d{{1,2}}(?!\d))?)
    )
    (?:[{_GAPS}]?%|(?<=\d)[^\W\d_]{{1,12}}(?![^\W_]))?
    """,
    re.VERBOSE | re.MULTILINE,
)
_BEFORE = re.compile(r"([A-Za-z]+)[ -]$")
_RANGE = re.compile(r"\b([A-Z]+)-(\d{1,3})(?: to | through |\u2013|-)(?:\1-)?(\d{1,3})\b")
_WORDS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "fifteen": "15",
    "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60",
    "seventy": "70", "eighty": "80", "ninety": "90", "hundred": "100",
}  # fmt: skip
_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)
_NAMED_STANDARD = 4


class Figure(Record):
    """A figure in a text: as written, where, and its readings.

    A reading is a set of atoms; one reading whose atoms are all supported is enough.
    """

    text: str
    start: int
    end: int
    readings: tuple[frozenset[str], ...]

    def rests_on(self, known: Collection[str]) -> bool:
        """Tell whether what is known supports the figure."""
        return any(all(atom in known for atom in reading) for reading in self.readings)


def figures(text: str, assigned: Collection[str]) -> Iterator[Figure]:
    """Yield the figures that a text states.

    Names of documents, numbers of sections, steps, rounds and list items are none; nor are
    numbers that code assigns under one of the prefixes ``assigned``.
    """
    prefixes = {prefix.casefold() for prefix in assigned}
    for match in _FIGURE.finditer(text):
        code = match["code"] or ""
        if match["skip"] or code.rstrip("0123456789.").rstrip("-").casefold() in prefixes - {""}:
            continue
        kind = next(name for name in _READERS if match[name])
        readings = _READERS[kind](match[kind])
        yield Figure(text=match[0].strip(), start=match.start(), end=match.end(), readings=readings)


def atoms(text: str) -> Iterator[str]:
    """Yield everything that a text supports, in every reading; numbers in words as well."""
    for match in _FIGURE.finditer(text):
        written = match["skip"] or ""
        kind = next((name for name in _READERS if match[name]), "")
        if not kind:
            yield from (_number(digits) for digits in re.findall(r"\d+(?:\.\d+)*", written))
            continue
        for reading in _READERS[kind](match[kind]):
            yield from reading
            yield from (part for atom in reading for part in _parts(atom))
        if before := _BEFORE.search(text, max(0, match.start() - 40), match.start()):
            yield before[1].casefold() + _number(re.sub(r"[^\d.]", "", match[kind]))
    for family, low, high in _RANGE.findall(text):
        yield from (f"{family.casefold()}{number}" for number in range(int(low), int(high) + 1))
    yield from (_WORDS[word.casefold()] for word in _WORD.findall(text))


def _parts(atom: str) -> Iterator[str]:
    """Yield what a date or a full hour supports besides itself."""
    if date := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", atom):
        yield from (date[1], f"{date[1]}-{date[2]}", f"{date[2]}-{date[3]}")
    elif atom.endswith(":00"):
        yield atom.removesuffix(":00")


def _number(text: str) -> str:
    """Return a number in one notation: plain digits, no zeros that say nothing."""
    digits = "".join(str(unicodedata.decimal(c, c)) for c in text)
    if digits.count(".") > 1:
        return digits
    whole, point, rest = digits.partition(".")
    return ((whole.lstrip("0") or "0") + point + rest.rstrip("0")).rstrip(".")


def _one(*wanted: str) -> tuple[frozenset[str], ...]:
    return (frozenset(wanted),)


def _iso(text: str) -> tuple[frozenset[str], ...]:
    return _one(text)


def _slash(text: str) -> tuple[frozenset[str], ...]:
    """Read a date in digits both ways: the day first, and the month first."""
    first, second, year = re.split(r"[/.]", text)
    return (*_one(f"{year}-{second:0>2}-{first:0>2}"), *_one(f"{year}-{first:0>2}-{second:0>2}"))


def _named(text: str) -> tuple[frozenset[str], ...]:
    """Read a date with the name of its month; the day or the year may be left out."""
    place = next(n for n, name in enumerate(_NAMES, 1) if name[:3] in text)
    numbers = re.findall(r"\d+", text)
    day = next((n for n in numbers if len(n) < len("2000")), "")
    year = next((n for n in numbers if len(n) == len("2000")), "")
    parts = (year, f"{place:02}", f"{day:0>2}" if day else "")
    return _one("-".join(part for part in parts if part))


def _clock(text: str) -> tuple[frozenset[str], ...]:
    hour, _, rest = text.partition(":")
    return _one(f"{_number(hour)}:{rest}")


def _code(text: str) -> tuple[frozenset[str], ...]:
    """Read a name with a number, such as CM-3 or P1; a long number also stands for itself."""
    digits = re.search(r"\d[\d.]*", text)
    number = _number(digits[0]) if digits else ""
    word = re.findall(r"[A-Za-z]+", text)[-1].casefold()
    own = _one(number) if len(number) >= _NAMED_STANDARD else ()
    return (*_one(word + number), *own)


def _broken(text: str) -> tuple[frozenset[str], ...]:
    """Read digits with marks of emphasis between them, which a reader sees as one number."""
    return _one(_number(re.sub(r"\D", "", text)))


def _grouped(text: str) -> tuple[frozenset[str], ...]:
    joined = _one(_number(re.sub(rf"[{_GAPS},]", "", text)))
    return (*joined, *_one(*map(_number, text.split(" ")))) if " " in text else joined


def _times(text: str) -> tuple[frozenset[str], ...]:
    return _one(*(_number(part) for part in re.split("[x\u00d7]", text)))


def _plain(text: str) -> tuple[frozenset[str], ...]:
    """Read a number; a comma within it may be a decimal point or stand between two."""
    if "," not in text:
        return _one(_number(text))
    return (*_one(_number(text.replace(",", "."))), *_one(*map(_number, text.split(","))))


_READERS = {
    "iso": _iso,
    "slash": _slash,
    "day": _named,
    "month": _named,
    "year": _named,
    "clock": _clock,
    "code": _code,
    "broken": _broken,
    "grouped": _grouped,
    "times": _times,
    "plain": _plain,
}
