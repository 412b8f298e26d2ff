"""Telling on standard error what agents do while they do it."""

from collections.abc import Callable

from assent.cli.screen import tell
from assent.compiler.progress import Progress
from assent.writing.hidden import flat

__all__ = ["Teller"]

_DOES = {
    "draft": "drafts",
    "contribute": "adds its part",
    "review": "reviews",
    "propose": "proposes",
    "answer": "answers",
    "rule": "rules",
    "intake": "takes the request in",
    "risk": "weighs the risk",
    "plan": "plans",
    "ready": "checks readiness",
    "audit": "audits",
}


class Teller:
    """Listens to a run and tells each thing in one line; run and step are named once."""

    def __init__(self) -> None:
        self._run = ""
        self._step: int | None = None

    def __call__(self, progress: Progress) -> None:
        """Tell one thing that just happened."""
        told = _TOLD.get(progress.kind)
        line = flat(told(progress)) if told else ""
        if not line:
            return
        if progress.run != self._run:
            self._run = progress.run
            tell(progress.run)
        if progress.step is not None and progress.step != self._step:
            self._step = progress.step
            tell(flat(f"Step {progress.step}. {progress.title}"))
        tell(line if progress.step is None else f"  {line}")


def _turn(progress: Progress) -> str:
    return f"{progress.role} {_DOES.get(progress.detail, progress.detail)}"


_TOLD: dict[str, Callable[[Progress], str]] = {
    "turn": _turn,
    "drafted": lambda progress: f"-> {progress.detail}",
    "stage": lambda progress: f"stage {progress.detail}",
    "packet": lambda progress: f"a person must decide: {progress.detail}",
    "decided": lambda progress: f"decided: {progress.detail}",
    "parked": lambda progress: f"{progress.role} is parked: {progress.detail}",
    "ended": lambda progress: f"The run is {progress.detail}.",
}
