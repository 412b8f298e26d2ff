"""Which procedures write and are not signed as they stand: told before anybody launches one."""

from assent.cli.offering import stands
from assent.cli.opening import opened
from assent.cli.place import Place
from assent.reading import Survey
from assent.runner import Runner
from assent.runner.opened import home_of
from assent.store import MemoryStore

__all__ = ["unsigned"]


def unsigned(survey: Survey, place: Place) -> tuple[tuple[str, str], ...]:
    """Return the id of each procedure that executes and that no signature holds under, with why.

    Looking makes no store: where there is none, nobody has signed anything.
    """
    executing = [
        workflow.id
        for document in survey.documents
        for workflow in document.workflows
        if any(step.executes for step in workflow.steps)
    ]
    if not executing:
        return ()
    with _looking(place) as runner:
        found = {workflow: stands(runner, runner.signable(workflow)) for workflow in executing}
    return tuple((name, one.why) for name, one in found.items() if not one.holding)


def _looking(place: Place) -> Runner:
    with Runner.open(place.root, MemoryStore()) as bare:
        folder = place.store or home_of(bare.root) / ".assent"
    there = (folder / "assent.db").is_file()
    return opened(place) if there else Runner.open(place.root, MemoryStore())
