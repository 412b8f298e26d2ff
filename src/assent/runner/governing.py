"""What a run of change control knows of its targets, and whom it hands an approved plan to."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from assent.errors import ProposalError, ToolError
from assent.execution import target_of
from assent.ports import Executor, Planner, WriteTool
from assent.records import (
    Execution,
    Organisation,
    Plan,
    PlanMode,
    Proposal,
    Register,
    Target,
)
from assent.tools.git_records import GitRecord
from assent.tools.pointer import find, tokens

__all__ = ["Governing", "writing_tools"]

_TOOLS = {"git": "git-record", "sqlite": "sqlite-row"}
_EMPTY = {"", "null", "none"}


def writing_tools(root: Path | None) -> dict[str, WriteTool]:
    """Return the tools that write, by name; ``root`` is what relative targets are below."""
    tools: tuple[WriteTool, ...] = (GitRecord(root),)
    return {tool.descriptor.name: tool for tool in tools}


class Governing:
    """The ``ports.Governor`` of one run, over the targets and rules of practice.yaml."""

    def __init__(
        self,
        organisation: Callable[[], Organisation],
        tools: Mapping[str, WriteTool],
        planner: Planner,
        executor: Executor,
        mode: PlanMode,
    ) -> None:
        self._organisation, self._tools = organisation, tools
        self._planner, self._executor, self._mode = planner, executor, mode

    def look_up(self, record: str) -> Register:
        """Return what the practice knows of a record that a request names."""
        rules = self._rules().get("critical") or []
        signs = tuple(tokens(rule["pointer"])[-1] for rule in rules)
        if self._records() is None:
            return Register(governed=False, signs=signs)
        data = self._data(record)
        if data is None:
            return Register(governed=True, signs=signs)
        critical = any(
            find(data, tokens(rule["pointer"])) in rule.get("values", [True]) for rule in rules
        )
        return Register(governed=True, exists=True, critical=critical, signs=signs)

    def text_of(self, record: str) -> str:
        """Return the record as it stands now, as JSON text; empty when there is none."""
        data = self._data(record)
        return "" if data is None else json.dumps(data, indent=2, ensure_ascii=False) + "\n"

    def propose(self, rows: Sequence[Mapping[str, str]]) -> tuple[Proposal, ...]:
        """Return the rows of a plan's table as proposals.

        Raises:
            ProposalError: A row names no target, or a value that the practice does not know.
        """
        return tuple(self._proposal(row) for row in rows)

    def draw(self, proposals: Sequence[Proposal], mode: PlanMode, **facts: Any) -> Plan:
        """Return the plan; see ``ports.Planner``."""
        return self._planner.draw(proposals, mode, **facts)

    def execute(self, plan_digest: str, gate: str) -> Execution:
        """Execute an approved plan; see ``ports.Executor``."""
        return self._executor.execute(plan_digest, gate)

    def _rules(self) -> dict[str, Any]:
        rules = self._organisation().extra.get("change")
        return rules if isinstance(rules, dict) else {}

    def _records(self) -> Target | None:
        """Return the first target that holds records by name."""
        named = self._organisation().extra.get("targets")
        for name, stated in named.items() if isinstance(named, dict) else ():
            if isinstance(stated, dict) and "records" in stated:
                return target_of(self._organisation(), name, self._mode)
        return None

    def _data(self, record: str) -> Any:
        target = self._records()
        if target is None or not record:
            return None
        path = str(target.settings["records"]).replace("{record}", record)
        tool = self._tools.get(_TOOLS.get(target.kind, ""))
        try:
            return tool.read(target, path) if isinstance(tool, GitRecord) else None
        except (ToolError, ProposalError):
            return None

    def _proposal(self, row: Mapping[str, str]) -> Proposal:
        name = row.get("target", "").strip()
        target = target_of(self._organisation(), name, self._mode)
        tool = _TOOLS.get(target.kind, target.kind)
        pointer = row.get("pointer", "").strip()
        value = _value(row.get("value", ""))
        known = (self._rules().get("known") or {}).get(pointer.rpartition("/")[2])
        if known and value is not None and value not in known:
            why = f"{value!r} at {pointer} is not one of {', '.join(map(str, known))}"
            raise ProposalError(tool, name, why)
        path = str(target.settings.get("records", "{record}"))
        arguments = {
            "path": path.replace("{record}", row.get("record", "").strip()),
            "operation": row.get("operation", "").strip().lower(),
            "pointer": pointer,
            "value": value,
        }
        return Proposal(tool=tool, target=name, arguments=arguments)


def _value(text: str) -> Any:
    """Return the JSON value that a cell spells; a bare word is a string."""
    plain = text.strip().strip("`")
    if plain.lower() in _EMPTY:
        return None
    try:
        return json.loads(plain)
    except ValueError:
        return plain
