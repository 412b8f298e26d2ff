"""A tool of somebody's own that cannot be asked afterwards what it did."""

from pathlib import Path
from typing import Any, Self

from assent import tool
from assent.runner import Runner

__all__ = ["PagingRunner", "page"]


@tool(effect="write", undo=lambda what, target: {"what": "never mind"})
def page(what: str, *, target: dict) -> None:
    """Page somebody; nobody can say afterwards whether it was done."""
    with Path(target["file"]).open("a") as file:
        file.write(what + "\n")


class PagingRunner(Runner):
    """A runner that has the tool, for every command that opens one."""

    @classmethod
    def open(cls, *places: Any, **options: Any) -> Self:
        return super().open(*places, **{"tools": [page], **options})
