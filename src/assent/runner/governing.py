"""What a run of change control knows of its targets, and whom it hands an approved plan to."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from assent.errors import ProposalError
from assent.execution import in_the_way, target_of
from assent.ledger import Ledger
from assent.ports import Executor, Planner, WriteTool
from assent.records import (
    Execution,
    Organisation,
    Plan,
    PlanMode,
    Proposal,
    Register,
    Remark,
    Slot,
    Target,
)
from assent.runner.rows import proposal_of, tool_for
from assent.tools.git_records import GitRecord
from assent.tools.pointer import find, tokens
from assent.tools.registry import write_tools
from assent.tools.sqlite_table import SQLiteRow

__all__ = ["Governing", "writing_tools"]


def writing_tools(root: Path | None, own: Iterable[WriteTool] = ()) -> dict[str, WriteTool]:
    """Return the tools that write, by name; ``root`` is what relative targets are below.

    Raises:
        InvalidNameError: One of the user's own has a name that is taken.
    """
    return write_tools(root, own)


class Governing:
    """The ``ports.Governor`` of one run, over the targets and rules of practice.yaml."""

    def __init__(
        self,
        organisation: Callable[[], Organisation],
        tools: Mapping[str, WriteTool],
        planner: Planner,
        executor: Executor,
        ledger: Ledger,
        mode: PlanMode,
    ) -> None:
        self._organisation, self._tools = organisation, tools
        self._planner, self._executor = planner, executor
        self._ledger, self._mode = ledger, mode

    def look_up(self, record: str) -> Register:
        """Return what the practice knows of a record that a request names.

        Raises:
            ToolError: The target cannot be read; whether the record exists is not known.
        """
        rules = self._rules().get("critical") or []
        signs = tuple(tokens(rule["pointer"])[-1] for rule in rules)
        target = self._records()
        if target is None:
            first = next(iter(self._named()), "")
            return Register(governed=bool(first), target=first, checked=False, signs=signs)
        data = self._data(record)
        critical = data is not None and any(
            find(data, tokens(rule["pointer"])) in rule.get("values", [True]) for rule in rules
        )
        return Register(
            governed=True,
            target=target.name,
            exists=data is not None,
            critical=critical,
            signs=signs,
        )

    def obstacles(self, slot: Slot) -> tuple[Remark, ...]:
        """Return what the calendar and other open changes say now of a window not yet approved.

        Raises:
            CalendarError: This machine does not know the practice's time zone.
        """
        return in_the_way(self._ledger, self._organisation(), slot, self._mode)

    def text_of(self, record: str) -> str:
        """Return the record as it stands now, as JSON text; empty when there is none."""
        data = self._data(record)
        return "" if data is None else json.dumps(data, indent=2, ensure_ascii=False) + "\n"

    def propose(self, rows: Sequence[Mapping[str, str]]) -> tuple[Proposal, ...]:
        """Return the rows of a plan's table as proposals.

        Raises:
            ProposalError: A row cannot be read, or holds a value that the practice does not know.
            UnknownTargetError: It names a target that practice.yaml does not.
        """
        known = self._rules().get("known") or {}
        return tuple(
            proposal_of(row, self._target(row), known, place) for place, row in enumerate(rows, 1)
        )

    def draw(self, proposals: Sequence[Proposal], mode: PlanMode, **facts: Any) -> Plan:
        """Return the plan; see ``ports.Planner``."""
        return self._planner.draw(proposals, mode, **facts)

    def execute(self, plan_digest: str, gate: str) -> Execution:
        """Execute an approved plan; see ``ports.Executor``."""
        return self._executor.execute(plan_digest, gate)

    def _rules(self) -> dict[str, Any]:
        rules = self._organisation().extra.get("change")
        return rules if isinstance(rules, dict) else {}

    def _named(self) -> dict[str, Any]:
        named = self._organisation().extra.get("targets")
        return named if isinstance(named, dict) else {}

    def _records(self) -> Target | None:
        """Return the first target that holds records by name."""
        for name, stated in self._named().items():
            if isinstance(stated, dict) and "records" in stated:
                return target_of(self._organisation(), name, self._mode)
        return None

    def _data(self, record: str) -> Any:
        target = self._records()
        if target is None or not record:
            return None
        place = str(target.settings["records"])
        tool = self._tools.get(tool_for(target))
        if isinstance(tool, SQLiteRow):
            return tool.read(target, place, record)
        path = place.replace("{record}", record)
        try:
            return tool.read(target, path) if isinstance(tool, GitRecord) else None
        except ProposalError:  # no such file; a target that cannot be read is another matter
            return None

    def _target(self, row: Mapping[str, str]) -> Target:
        """Return the target a row names; one that names none means the one of the records."""
        name = row.get("target", "").strip()
        held = self._records()
        return held if held and not name else target_of(self._organisation(), name, self._mode)
