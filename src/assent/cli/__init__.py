"""The face at the shell: what a practice owner, an engineer and an auditor type and read.

Each command is a module of its own below ``commands`` and is imported only when it is
called. Standard output carries the answer, standard error the progress and the refusals.
"""

from assent.cli.entry import main

__all__ = ["main"]
