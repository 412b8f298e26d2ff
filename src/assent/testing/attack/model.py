"""The malicious model: it answers every turn, and tries to get something written or approved."""

import json
from collections.abc import Mapping, Sequence
from random import Random

from assent.llm.offline import Offline
from assent.ports import Model
from assent.records import Reply, Request
from assent.testing.attack.replies import FAULTS, TRICKS

__all__ = ["Malicious"]

_HUNDRED = 100
_MOST_TRICKS = 3


class Malicious:
    """Takes what another model says and turns it against those who read it.

    The same seed and the same requests in the same order give the same replies; the same
    request asked again gets another one. ``rows`` are cells to put into a plan's table of
    actions; ``tricks`` and ``faults`` are the percentage of replies that are hostile, and
    of those that are none; ``only`` names the tricks that are played. ``heard`` counts the
    replies by trick and fault.
    """

    def __init__(
        self,
        seed: object = 0,
        *,
        over: Model | None = None,
        rows: Sequence[Mapping[str, str]] = (),
        tricks: int = 60,
        faults: int = 15,
        only: Sequence[str] = tuple(TRICKS),
    ) -> None:
        self._dice = Random(str(seed))
        self._over = over or Offline()
        self._rows, self._only = rows, only
        self.tricks, self.faults = tricks, faults
        self.heard: dict[str, int] = {}

    @property
    def name(self) -> str:
        """Return ``malicious``."""
        return "malicious"

    async def reply(self, request: Request) -> Reply:
        """Answer the request, or give no answer.

        Raises:
            Exception: As one of the faults says.
        """
        honest = await self._over.reply(request)
        data = json.loads(honest.text)
        if self._dice.randrange(_HUNDRED) < self.faults:
            return FAULTS[self._one_of(tuple(FAULTS))](data)
        if self._dice.randrange(_HUNDRED) < self.tricks:
            for _ in range(self._dice.randint(1, _MOST_TRICKS)):
                TRICKS[self._one_of(self._only)](data, self._dice, self._rows)
        text = json.dumps(data, ensure_ascii=True)
        return Reply(text=text, model=self.name, usage=honest.usage)

    def _one_of(self, named: Sequence[str]) -> str:
        chosen = self._dice.choice(named)
        self.heard[chosen] = self.heard.get(chosen, 0) + 1
        return chosen
