"""What a call costs: tokens at the prices that practice.yaml gives for the model."""

import math

from pydantic import Field

from assent.records import Record, Usage

__all__ = ["Prices"]

_HIGHEST = 1_000_000


class Prices(Record):
    """Prices per million tokens, in one currency; ``cached`` None means as for ``prompt``."""

    prompt: float = Field(default=0, ge=0, le=_HIGHEST)
    cached: float | None = Field(default=None, ge=0, le=_HIGHEST)
    completion: float = Field(default=0, ge=0, le=_HIGHEST)

    def cost(self, usage: Usage) -> int:
        """Return what the tokens cost, in millionths of the currency, rounded up."""
        cached = self.prompt if self.cached is None else self.cached
        fresh = max(usage.prompt_tokens - usage.cached_tokens, 0)
        spent = fresh * self.prompt + usage.cached_tokens * cached
        return math.ceil(round(spent + usage.completion_tokens * self.completion, 6))

    def charged(self, usage: Usage) -> Usage:
        """Return the usage with its cost."""
        return usage.model_copy(update={"cost": self.cost(usage)})
