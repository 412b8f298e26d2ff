"""A model that says what a script says: for tests of procedures, without network or key."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from assent.errors import UnexpectedRequestError
from assent.ports import Model
from assent.reading.fence import blocks
from assent.records import Reply, Request

__all__ = ["Scripted"]


class Scripted:
    """Answers each role with its next scripted reply.

    A reply is a dict (sent as JSON), a str (sent as it is) or an exception (raised).
    ``requests`` keeps what was asked, in order. Requests that the script does not foresee
    go to ``default``, or are refused.
    """

    def __init__(
        self,
        replies: Mapping[str, Sequence[dict[str, Any] | str | Exception]],
        default: Model | None = None,
    ) -> None:
        self._left = {role: list(answers) for role, answers in replies.items()}
        self._default = default
        self.requests: list[Request] = []

    @property
    def name(self) -> str:
        """Return ``scripted``."""
        return "scripted"

    def unused(self) -> dict[str, int]:
        """Return how many replies were not asked for, by role; empty when all were."""
        return {role: len(answers) for role, answers in self._left.items() if answers}

    async def reply(self, request: Request) -> Reply:
        """Answer with the next reply of the role.

        Raises:
            UnexpectedRequestError: The script holds no reply for this role any more.
        """
        self.requests.append(request)
        answers = self._left.get(request.role)
        if not answers:
            if self._default is not None:
                return await self._default.reply(request)
            raise UnexpectedRequestError(request.role, _step(request), self.unused())
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
        return Reply(text=text, model=self.name)


def _step(request: Request) -> str:
    """Return what the request's task block says of the step."""
    found = (block for message in request.messages for block in blocks(message.content))
    task = next((block.text for block in found if block.kind == "task"), "")
    lines = [line for line in task.split("\n") if line.startswith(("Step:", "Title:"))]
    return ", ".join(line.partition(":")[2].strip() for line in lines) or "no step named"
