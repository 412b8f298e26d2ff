"""A model that is none: composes a working draft from the material, without network or key."""

import json
import math

from assent.llm.material import read
from assent.llm.turn import take
from assent.records import Reply, Request, Usage

__all__ = ["Offline"]


class Offline:
    """Answers a request from its own fenced blocks and schema; the same request, the same reply.

    It quotes, it points, and it asks. It never words a rule, and every figure it returns
    stands in the request.
    """

    label = "Drafted without a model"

    @property
    def name(self) -> str:
        """Return ``offline``."""
        return "offline"

    async def reply(self, request: Request) -> Reply:
        """Answer the request; tokens are estimated from the bytes."""
        text = json.dumps(take(read(request)), ensure_ascii=False)
        usage = Usage(
            prompt_tokens=_tokens("".join(message.content for message in request.messages)),
            completion_tokens=_tokens(text),
            estimated=True,
        )
        return Reply(text=text, model=self.name, usage=usage)


def _tokens(text: str) -> int:
    return math.ceil(len(text.encode("utf-8", "surrogatepass")) / 4)
