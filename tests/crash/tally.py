"""What was counted, and which promises did not hold."""

from collections import Counter
from dataclasses import dataclass, field, fields

__all__ = ["Race", "Tally"]

_SHOWN = 12


@dataclass
class Race:
    """The races of one kind and size: who won each, and how close they were, in milliseconds."""

    kind: str
    size: int
    winners: list[int] = field(default_factory=list)
    spreads: list[float] = field(default_factory=list)
    losers: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        close = sorted(self.spreads) or [0.0]
        losers = ", ".join(f"{count} {what}" for what, count in sorted((+self.losers).items()))
        return (
            f"{len(self.winners)} races of {self.size} {self.kind}: "
            f"winners {_range(self.winners)}; losers: {losers or 'none'}; "
            f"let go within {close[len(close) // 2]:.1f} ms (median), {close[-1]:.1f} ms (widest)"
        )


@dataclass
class Tally:
    """The figures of one call of the harness; two of them can be added up."""

    runs: int = 0
    commands: int = 0
    kills: int = 0
    anywhere: int = 0
    duplicates: int = 0
    missing: int = 0
    lost: int = 0
    doubts: int = 0
    faults: int = 0
    passed: set[str] = field(default_factory=set)
    died_at: set[str] = field(default_factory=set)
    races: list[Race] = field(default_factory=list)
    remedies: set[str] = field(default_factory=set)
    untried: list[str] = field(default_factory=list)
    noticed: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def breaks(self, where: str, why: str) -> None:
        """Note a promise that did not hold."""
        self.broken.append(f"{where}: {why}")

    def take(self, other: "Tally") -> None:
        """Add what another one counted."""
        for figure in fields(self):
            mine, more = getattr(self, figure.name), getattr(other, figure.name)
            setattr(self, figure.name, mine | more if isinstance(mine, set) else mine + more)

    @property
    def winners(self) -> list[int]:
        return [count for race in self.races for count in race.winners]

    def lines(self) -> list[str]:
        """Return the last lines: what happened, then the figures."""
        unseen = len(self.broken) - _SHOWN
        return [
            *(str(race) for race in self.races),
            *(f"a fault was told: {remedy}" for remedy in sorted(self.remedies)),
            *(f"not tried: {why}" for why in self.untried),
            *self.noticed,
            *(f"BROKEN {what}" for what in self.broken[:_SHOWN]),
            *([f"BROKEN and {unseen} more"] if unseen > 0 else []),
            "",
            f"runs               {self.runs}, of {self.commands} commands",
            f"kills              {self.kills}, at {len(self.died_at)} named points"
            f" and {self.anywhere} moments that nobody named",
            f"duplicates         {self.duplicates}",
            f"missing writes     {self.missing}",
            f"lost decisions     {self.lost}",
            f"in doubt           {self.doubts}{_doubts(self.doubts)}",
            f"winners per race   {_range(self.winners)}, in {len(self.winners)} races",
            f"faults             {self.faults} told with their remedy",
            f"guards removed     {len(self.noticed)}, each of them noticed",
            f"promises broken    {len(self.broken)}",
        ]


def _range(counts: list[int]) -> str:
    if not counts:
        return "none"
    return f"{min(counts)}" if min(counts) == max(counts) else f"{min(counts)} to {max(counts)}"


def _doubts(count: int) -> str:
    return ": each stopped its run until a person had looked at the target" if count else ""
