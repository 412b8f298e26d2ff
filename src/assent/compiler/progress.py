"""What is told of a run while it works."""

from assent.records import Record

__all__ = ["Progress"]


class Progress(Record):
    """Something that just happened in a run, for whoever is watching.

    ``kind`` is one of turn, replied, drafted, packet, decided, parked, stage, ended.
    """

    run: str
    kind: str
    step: int | None = None
    title: str = ""
    role: str | None = None
    detail: str = ""
