"""Makes supplied Markdown safe to stand inside a document that people approve.

What a model or a person wrote may say anything, but may not pose as the document's own
structure: a section, a part, an attribution, a typed table, front matter or HTML. Each
rule answers to what CommonMark would see, errs on the side of showing too much, and
leaves text alone that it has already made safe. One pass, line by line.
"""

import re
import unicodedata

from assent.writing.hidden import reveal

__all__ = ["cell", "line", "passage"]

_FENCE = re.compile(r"([ \t>*+\-0-9.)]*)(`{3,}(?=[^`]*$)|~{3,})(.*)")
_HEADING = re.compile(r"^([ \t>*+\-0-9.)]*)(#{1,6})(?=[ \t]|$)")
_UNDERLINE = re.compile(r"([ \t>]*)(=+|-+)[ \t]*")
_ATTRIBUTION = re.compile(r"[ \t>*+\-0-9.)_]*[*_][ \t]*(written by\b.*)", re.IGNORECASE)
_DEFINITION = re.compile(r"([ \t>*+\-0-9.)]*)(\[[^\]]*\]:)")
_TAG = re.compile(r"<(?=[A-Za-z/!?])(?!U\+[0-9A-F]{4,6}>)")
_LANGUAGE = re.compile(r"[A-Za-z0-9_+.#-]*")
_LEAST_LEVEL = 4
_LEAST_RULE = 3


def passage(markdown: str) -> str:
    """Return the text of a section, made safe, without blank lines around it."""
    lines = [_blanked(line) for line in _plain(markdown).split("\n")]
    return "\n".join(_Passage().read(lines)).strip("\n")


def line(text: str) -> str:
    """Return a title or a question as one safe line."""
    words = _tagless(_plain(text)).split()
    while words and not words[-1].strip("#"):
        words.pop()
    return " ".join(words)


def cell(text: str) -> str:
    """Return the text of a table's cell as one safe line; pipes are still to be escaped."""
    flat = " ".join(_plain(text).split())
    return _tagless(re.sub(r"(?<!\\)\\+\|", "|", flat)).rstrip("\\ ")


def _plain(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", reveal(unicodedata.normalize("NFC", lines)))


def _blanked(line: str) -> str:
    return line if line.strip(" \t") else ""


def _tagless(text: str) -> str:
    """Return text in which no tag, image or link is left: what it points to is read as text."""
    return _TAG.sub("&lt;", text).replace("![", "!\\[").replace("](", "]\\(")


class _Passage:
    """Reads lines of text and keeps those that may stand, with the code fence that is open."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.fence = ""

    def read(self, lines: list[str]) -> list[str]:
        in_table = False
        for text in lines:
            if self.fence:
                self._inside(text)
            elif in_table and "|" in text and not _FENCE.fullmatch(text):
                self.kept.append(_tagless(text))
            else:
                if in_table:
                    self.kept.append("```")
                in_table = self._table_begins(text)
                if not in_table:
                    self._outside(text)
        if self.fence or in_table:
            self.kept.append(self.fence or "```")
        return self.kept

    def _inside(self, text: str) -> None:
        """Close the fence at whatever could close it; a run of its letter, however indented."""
        bare = text.strip(" \t")
        if bare and not bare.strip(self.fence[0]) and len(bare) >= len(self.fence):
            self.kept.append(self.fence)
            self.fence = ""
        else:
            self.kept.append(text)

    def _table_begins(self, text: str) -> bool:
        """Set a table that the text draws by hand apart as code: typed tables come from data."""
        drawn = "|" in text and "-" in text and not text.strip(" \t>|:-")
        if not (drawn and self.kept and "|" in self.kept[-1]):
            return False
        header = self.kept.pop()
        self.kept += ["```", header, text]
        return True

    def _outside(self, text: str) -> None:
        if fence := _FENCE.fullmatch(text):
            self._fence_begins(fence)
            return
        text = _HEADING.sub(lambda m: m[1] + m[2].ljust(_LEAST_LEVEL, "#"), text, count=1)
        text = _DEFINITION.sub(r"\1\\\2", text, count=1) if _DEFINITION.match(text) else text
        if attribution := _ATTRIBUTION.fullmatch(text):
            text = "(in the text) " + attribution[1].rstrip("*_ \t")
        if underline := _UNDERLINE.fullmatch(text):
            text = self._ruled(underline)
        self.kept.append(_tagless(text))

    def _fence_begins(self, fence: re.Match[str]) -> None:
        """Open a fence at the margin, where no list or quotation can end it unseen."""
        if fence[1].strip(" \t"):
            self.kept.append(f"{fence[1]}\\{_tagless(fence[2] + fence[3])}")
            return
        language = _LANGUAGE.match(fence[3].strip(" \t"))
        self.fence = fence[2]
        self.kept.append(fence[2] + (language[0] if language else ""))

    def _ruled(self, underline: re.Match[str]) -> str:
        """Return a rule as a rule, and what would make a heading of the line before as text."""
        margin, rule = underline[1], underline[2]
        if self.kept and self.kept[-1].strip(" \t>"):
            return f"{margin}\\{rule}"
        return f"{margin}***" if rule[0] == "-" and len(rule) >= _LEAST_RULE else underline[0]
