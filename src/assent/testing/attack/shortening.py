"""Making what led to a finding short: moves are left out as long as it is still found."""

from collections.abc import Sequence

from assent.testing.attack.game import Finding, Game, Step

__all__ = ["shortened"]


def shortened(game: Game, finding: Finding, *, tries: int = 60) -> Finding:
    """Return a finding of the same kind with fewer moves; each try plays them again.

    Halves are left out first, then quarters, and in the end single moves, the last one
    excepted: it is the one that was found out.
    """
    best, size = finding, max(1, len(finding.steps) // 2)
    while size and tries > 0:
        place = 0
        while place < len(best.steps) - 1 and tries > 0:
            tries -= 1
            found = game.again(best, _without(best.steps, place, size))
            if found is None:
                place += size
            else:
                best = found
        size //= 2
    return best


def _without(steps: Sequence[Step], place: int, size: int) -> tuple[Step, ...]:
    end = min(place + size, len(steps) - 1)
    return (*steps[:place], *steps[end:])
