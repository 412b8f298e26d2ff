"""Where the call takes place: which practice, which store, and how a next command is spelt."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from assent.errors import PracticeNotFoundError

__all__ = ["Place"]


@dataclass(frozen=True)
class Place:
    """The practice and the store that were named; None leaves the choice to the runner.

    ``flags`` are those typed on the command line: a command we tell a person to run must
    reach the same place.
    """

    practice: Path | None = None
    store: Path | None = None
    flags: tuple[str, ...] = ()
    commands: frozenset[str] = frozenset()

    @property
    def root(self) -> Path | None:
        """Return the practice that was named, if one was; none is put in its place.

        Raises:
            PracticeNotFoundError: The folder that was named holds no practice.
        """
        if self.practice and not (self.practice / "practice.yaml").is_file():
            raise PracticeNotFoundError(str(self.practice))
        return self.practice

    def command(self, *words: str) -> str:
        """Return a finished ``assent …`` command for a shell."""
        return shlex.join(["assent", *self.flags, *words])

    def pointed(self, text: str) -> str:
        """Return a message whose ``assent COMMAND`` parts lead to the same place."""
        if not self.flags:
            return text
        known = "|".join(sorted(self.commands - {"new"}))
        return re.sub(rf"\bassent (?=(?:{known})\b)", f"{self.command()} ", text)
