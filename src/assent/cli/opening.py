"""Opening a runner where the call takes place."""

from collections.abc import Callable

from assent.cli.place import Place
from assent.compiler.context import Progress
from assent.errors import PracticeNotFoundError
from assent.runner import Runner

__all__ = ["opened"]


def opened(place: Place, listen: Callable[[Progress], None] | None = None) -> Runner:
    """Open the runner; a practice that was named must be there, none is put in its place.

    Raises:
        PracticeNotFoundError: The folder that was named holds no practice.
        StoreError: The store cannot be opened.
    """
    if place.practice and not (place.practice / "practice.yaml").is_file():
        raise PracticeNotFoundError(str(place.practice))
    return Runner.open(place.practice, place.store, listen=listen)
