"""A request for a change as it was made, and what an examination found in it."""

from enum import StrEnum
from typing import Any

from assent.records.calendar import ConfigurationItem, Slot
from assent.records.record import Identifier, Instant, Record

__all__ = ["ChangeRequest", "Examination", "Move", "Register", "Remark", "Weight", "WindowRead"]


_TIMED = ("calendar-", "change-beside", "change-collides", "notice-", "raised-", "window-")
"""How the codes of remarks begin that are about the window."""


class ChangeRequest(Record):
    """A change request in its requester's words; an empty text means it was not stated.

    ``record`` names the configuration item or record it is about; ``actions`` are the writes
    it proposes itself, as it states them; ``kind`` is what it calls itself, such as emergency;
    ``other`` keeps fields that no rule knows.
    """

    id: str = ""
    record: str = ""
    asks: str = ""
    requester: str = ""
    environments: str = ""
    reason: str = ""
    impact: str = ""
    window: str = ""
    raised: str = ""
    duration: str = ""
    plan: str = ""
    rollback: str = ""
    rollback_by: str = ""
    rollback_time: str = ""
    validation: str = ""
    communication: str = ""
    contacts: str = ""
    kind: str = ""
    actions: tuple[dict[str, Any], ...] = ()
    other: dict[str, str] = {}


class Register(Record):
    """What the practice knows of a record that a request names.

    ``governed`` tells that there is a target at all, and ``target`` is its name; ``checked``
    that records can be looked up there; ``signs`` are words by which a request itself speaks
    of criticality.
    """

    governed: bool
    target: str = ""
    checked: bool = True
    exists: bool = False
    critical: bool = False
    signs: tuple[str, ...] = ()


class Weight(StrEnum):
    """What a remark does: it sends the request back, raises the tier, or is only shown."""

    sends_back = "sends-back"
    raises = "raises-tier"
    shown = "shown"


class Remark(Record):
    """Something an examination has to say: a stable code, how much it weighs, a sentence.

    ``run_id`` is the other run that it is about, if it is about one.
    """

    code: str
    weight: Weight
    message: str
    run_id: str = ""


class WindowRead(Record):
    """A change window as it was understood: UTC moments, and the zone they were read in."""

    start: Instant
    end: Instant
    zone: str


class Examination(Record):
    """What code found in a request: the parts asked for, the window, and its remarks.

    ``target`` is where writes to the record would go; empty when nothing governs it.
    """

    request: ChangeRequest
    asks: tuple[str, ...]
    window: WindowRead | None
    remarks: tuple[Remark, ...]
    target: str = ""

    @property
    def item(self) -> ConfigurationItem:
        """Return what the change is of: its record, and the target that lies in."""
        return ConfigurationItem(target=self.target, record=self.request.record)

    @property
    def timed(self) -> tuple[Remark, ...]:
        """Return the remarks that are about the window, and go when it is moved."""
        return tuple(r for r in self.remarks if r.code.startswith(_TIMED))

    def slot(self, run_id: str) -> Slot | None:
        """Return the place in time that the request asks for; None without a window."""
        if self.window is None:
            return None
        return Slot(
            run_id=run_id,
            change=self.request.id or run_id,
            window=(self.window.start, self.window.end),
            items=(self.item,),
            kind=self.request.kind,
            tiers=("high",) if self.high else ("low", "high"),
        )

    @property
    def sent_back(self) -> tuple[Remark, ...]:
        """Return the remarks for which the request goes back; none means it may proceed."""
        return tuple(r for r in self.remarks if r.weight is Weight.sends_back)

    @property
    def high(self) -> tuple[Remark, ...]:
        """Return the remarks that make the change one of tier high."""
        return tuple(r for r in self.remarks if r.weight is Weight.raises)


class Move(Record):
    """A person moved the window of a run: to what, why, and what was found in it.

    ``number`` counts the moves of the run from 1; ``examination`` takes the place of the one
    before; ``voids`` is the gate whose packet or approval is void by it.
    """

    run_id: str
    number: int
    person: Identifier
    person_name: str
    identity_assurance: str
    reason: str
    examination: Examination
    voids: Identifier
    at: Instant
