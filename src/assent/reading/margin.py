"""The margin of one file, where its readers write what they find."""

from assent.reading.codes import CODES
from assent.records import Finding, Severity

__all__ = ["Margin"]

_LIMIT = 200
_LIMIT_PER_CODE = 60


class Margin:
    """Collects the findings of one file, in the order of their places.

    Keeps at most 200 findings, 60 of one code, and says when there were more, so that a
    hostile file cannot make a report without end.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._findings: list[Finding] = []
        self._counts: dict[str, int] = {}
        self._cut: tuple[int, int] | None = None

    def write(self, code: str, line: int, column: int, message: str, **facts: str) -> None:
        """Write one finding; ``facts`` fill the remedy of its code."""
        severity, remedy = CODES[code]
        count = self._counts[code] = self._counts.get(code, 0) + 1
        crowded = len(self._findings) >= _LIMIT and severity is not Severity.error
        if count > _LIMIT_PER_CODE or crowded:
            self._cut = self._cut or (line, column)
            return
        self._findings.append(
            Finding(
                code=code,
                severity=severity,
                path=self.path,
                line=max(line, 1),
                column=max(column, 1),
                message=message,
                remedy=remedy.format(**facts),
            )
        )

    def find(self, code: str) -> bool:
        """Tell whether a finding of this code was written."""
        return code in self._counts

    def refused(self, first: int, last: int) -> bool:
        """Tell whether something on these lines was found that stops."""
        return any(f.severity is Severity.error and first <= f.line <= last for f in self._findings)

    @property
    def errors(self) -> bool:
        """Tell whether something was found that stops."""
        return any(CODES[code].severity is Severity.error for code in self._counts)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what was found, from the top of the file to its end."""
        if self._cut:
            place, self._cut = self._cut, None
            self.write("findings-cut", *place, "There are more findings than are listed.")
        return tuple(sorted(self._findings, key=lambda f: (f.line, f.column)))
