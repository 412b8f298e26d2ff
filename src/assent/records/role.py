"""Who takes part: a role an agent speaks for, or a role only people hold."""

from enum import StrEnum
from typing import Literal

from assent.records.record import Digest, Identifier, Record
from assent.records.tool import ToolName

__all__ = ["DecisionClass", "Need", "Role"]


class DecisionClass(StrEnum):
    """The classes of decision that rights are given for."""

    strategic = "strategic"
    operational = "operational"
    technical = "technical"
    quality = "quality"


class Need(Record):
    """Something a role needs from the practice; ``words`` are what it is recognised by."""

    title: str
    text: str
    words: tuple[str, ...] = ()


class Role(Record):
    """A role card, or a people-only role of practice.yaml (``kind`` person, no prose).

    ``overrides`` names the classes in which a holder may override another's finding.
    """

    id: Identifier
    title: str
    kind: Literal["agent", "person"] = "agent"
    aliases: tuple[str, ...] = ()
    group: Identifier | None = None
    serves: str
    decides: tuple[DecisionClass, ...] = ()
    advises: tuple[DecisionClass, ...] = ()
    overrides: tuple[DecisionClass, ...] = ()
    escalates_to: Identifier | None = None
    hands_to: tuple[Identifier, ...] = ()
    tools: tuple[ToolName, ...] = ()
    needs: tuple[Need, ...] = ()
    prose: str = ""
    path: str = ""
    source_digest: Digest | None = None

    def decides_on(self, wanted: DecisionClass) -> bool:
        """Tell whether the role decides matters of the class.

        One whose card says nothing of classes decides whatever it has a seat for.
        """
        return wanted in self.decides or not (self.decides or self.advises)
