"""Plans: an agent says which tool, target and arguments; code finds out everything else."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assent.errors import ProposalError, UnknownToolError
from assent.execution.fitting import misfits
from assent.execution.targets import target_of
from assent.ports import WriteTool
from assent.records import Action, Organisation, Plan, PlanMode, Proposal, Simulated, Target

__all__ = ["Drawing", "plan_actions", "tool_of"]


def plan_actions(
    proposals: Sequence[Proposal], tools: Mapping[str, WriteTool], targets: Mapping[str, Target]
) -> tuple[Action, ...]:
    """Return the actions in the order proposed, each simulated over the ones before it.

    Raises:
        UnknownToolError: A proposal names a tool that is not there.
        ProposalError: Its target is not there, its arguments do not fit the tool's schema,
            or the tool cannot do it.
        ToolError: A target could not be read.
    """
    actions: list[Action] = []
    for index, proposal in enumerate(proposals, 1):
        tool = tool_of(tools, proposal.tool)
        if proposal.target not in targets:
            raise ProposalError(proposal.tool, proposal.target, "there is no such target")
        wrong = misfits(proposal.arguments, tool.descriptor.parameters)
        if wrong:
            raise ProposalError(proposal.tool, proposal.target, "; ".join(wrong))
        found = simulated(tool, targets[proposal.target], proposal.arguments, actions)
        actions.append(Action(index=index, **proposal.plain(), **found.plain()))
    return tuple(actions)


def simulated(
    tool: WriteTool, target: Target, arguments: dict[str, Any], before: Sequence[Action]
) -> Simulated:
    """Return what a write would do after the earlier actions of the same tool and target."""
    name = tool.descriptor.name
    so_far = [a for a in before if (a.tool, a.target) == (name, target.name)]
    return tool.simulate(target, arguments, so_far)


def tool_of(tools: Mapping[str, WriteTool], name: str) -> WriteTool:
    """Return the tool of that name.

    Raises:
        UnknownToolError: There is none.
    """
    if name not in tools:
        raise UnknownToolError(name, sorted(tools))
    return tools[name]


class Drawing:
    """Draws up plans over some tools, with the targets as practice.yaml has them now."""

    def __init__(
        self, tools: Mapping[str, WriteTool], organisation: Callable[[], Organisation]
    ) -> None:
        self._tools, self._organisation = tools, organisation

    def draw(self, proposals: Sequence[Proposal], mode: PlanMode, **facts: Any) -> Plan:
        """Return the plan; ``facts`` are its other fields (run_id, change, window, tier, …).

        Raises:
            ProposalError: A proposal cannot be done.
            UnknownToolError: It names a tool that nobody gave.
            UnknownTargetError: It names a target that practice.yaml does not.
            ToolError: A target could not be read.
            pydantic.ValidationError: The facts make no plan.
        """
        organisation = self._organisation()
        names = dict.fromkeys(p.target for p in proposals)
        targets = {name: target_of(organisation, name, mode) for name in names}
        actions = plan_actions(proposals, self._tools, targets)
        used = {a.tool: self._tools[a.tool].descriptor.record_digest for a in actions}
        held = {name: target.record_digest for name, target in targets.items()}
        return Plan(**facts, mode=mode, actions=actions, tools=used, targets=held)
