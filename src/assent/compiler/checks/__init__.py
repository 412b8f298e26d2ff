"""What code can tell about a drafted document before a person reads it: one rule, one function."""

from assent.compiler.checks.check import check
from assent.compiler.checks.sections import numbers
from assent.compiler.checks.support import Grounds, marked, said, unmarked

__all__ = ["Grounds", "check", "marked", "numbers", "said", "unmarked"]
