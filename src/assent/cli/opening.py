"""Opening a runner where the call takes place."""

from collections.abc import Callable

from assent.cli.place import Place
from assent.compiler.progress import Progress
from assent.runner import Runner

__all__ = ["opened"]


def opened(place: Place, listen: Callable[[Progress], None] | None = None) -> Runner:
    """Open the runner of the practice and the store that were named, or of the usual ones.

    Raises:
        PracticeNotFoundError: The folder that was named holds no practice.
        StoreError: The store cannot be opened.
    """
    return Runner.open(place.root, place.store, listen=listen)
