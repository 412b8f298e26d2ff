"""What a run may spend, and what a person allowed it beyond that."""

from typing import Literal

from pydantic import Field

from assent.records.record import Identifier, Instant, Record

__all__ = ["Budget", "Extension"]


class Budget(Record):
    """What one run may spend; None sets no limit.

    ``calls`` and ``tokens`` are those of models, ``turns`` the turns that roles begin, and
    ``minutes`` the time at work: waiting for people costs nothing. ``money`` is in the
    currency that the prices of the models are given in. Calls that are under way when
    something runs out are finished and paid.
    """

    calls: int | None = Field(default=None, ge=0)
    tokens: int | None = Field(default=None, ge=0)
    money: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    turns: int | None = Field(default=None, ge=0)
    minutes: float | None = Field(default=None, ge=0, allow_inf_nan=False)

    def plus(self, more: "Budget") -> "Budget":
        """Return this budget with another's amounts added; what has no limit keeps none."""
        return Budget(
            **{
                name: None if held is None else held + (getattr(more, name) or 0)
                for name, held in self
            }
        )


class Extension(Record):
    """A person's decision that one run may spend more, in which role, and why."""

    run_id: str
    more: Budget
    person: Identifier
    name: str
    role: Identifier
    identity_assurance: Literal["asserted", "os-account", "signed-key", "token", "oidc"]
    reason: str
    extended_at: Instant
