"""One call of a model: paid for, within its deadline, and again where that helps.

The one place with a retry policy. What helps is time: a service that is busy, failing or
out of reach may answer later. A response that is no reply at all is asked for once more.
"""

import asyncio
from dataclasses import dataclass
from typing import Any

from tenacity import AsyncRetrying, RetryCallState, stop_after_attempt
from tenacity.wait import wait_base, wait_random_exponential

from assent.canonical import dumps
from assent.compiler.blueprint import Node
from assent.compiler.context import RunContext
from assent.compiler.patience import Patience
from assent.crash import reach
from assent.errors import (
    AssentError,
    FailedError,
    InvalidReplyError,
    ModelError,
    ModelUnavailableError,
)
from assent.ports import Model
from assent.records import Reply, Request

__all__ = ["Turn", "call"]

_GARBLED = 2
"""How often in all a call is made whose response is no reply."""


@dataclass(frozen=True)
class Turn:
    """One role's turn in one round of a step. ``request`` is what every attempt answers."""

    context: RunContext
    node: Node
    round: int
    request: Request

    def keep(
        self,
        reply: Reply,
        *,
        data: dict[str, Any] | None = None,
        error: FailedError | None = None,
    ) -> str:
        """Journal one attempt and return the digest of the contribution that won, if any."""
        reach("before-reply")
        won = self.context.ledger.journal.record(
            self.context.lease,
            node=self.node.id,
            round_=self.round,
            request_digest=self.request.record_digest,
            reply=reply,
            contribution=dumps(data) if data is not None else None,
            error=str(error) if error else None,
            role=self.request.role,
            step=self.node.step,
        )
        reach("after-reply")
        return won


async def call(turn: Turn, request: Request) -> Reply:
    """Return the model's reply to a request of the turn; failed attempts are journalled.

    Raises:
        ModelError: No reply within the patience of the run.
        BudgetSpentError: The run may not pay for another call.
    """
    patience = turn.context.patience
    retrying = AsyncRetrying(
        stop=stop_after_attempt(patience.attempts),
        wait=_Asked(patience),
        retry=lambda state: _helps(state, patience),
        sleep=patience.sleep,
        reraise=True,
    )
    return await retrying(_attempt, turn, request)


class _Asked(wait_base):
    """Waits as long as the service asks, and never less than the backing off of its own."""

    def __init__(self, patience: Patience) -> None:
        self._own = wait_random_exponential(patience.first_wait, max=patience.longest_wait)

    def __call__(self, retry_state: RetryCallState) -> float:
        return max(self._own(retry_state), _wished(retry_state) or 0)


def _wished(state: RetryCallState) -> float | None:
    error = state.outcome.exception() if state.outcome else None
    return error.retry_after if isinstance(error, ModelUnavailableError) else None


def _helps(state: RetryCallState, patience: Patience) -> bool:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, InvalidReplyError):
        return state.attempt_number < _GARBLED
    patient = (_wished(state) or 0) <= patience.longest_asked
    return isinstance(error, ModelUnavailableError) and patient


async def _attempt(turn: Turn, request: Request) -> Reply:
    context = turn.context
    model = context.models(request.role)
    key = turn.node.id, turn.round
    with context.purse.paying(context.ledger, context.clock, context.run.id, key):
        try:
            return await _within_deadline(model, request, context.patience)
        except ModelError as error:
            turn.keep(Reply(text="", model=model.name, finish="other"), error=error)
            raise


async def _within_deadline(model: Model, request: Request, patience: Patience) -> Reply:
    limit: float = getattr(model, "deadline", patience.deadline)
    try:
        async with asyncio.timeout(limit):
            return await model.reply(request)
    except TimeoutError as error:
        why = f"no reply within {limit:g} seconds"
        raise ModelUnavailableError(model.name, why) from error
    except AssentError:
        raise
    except Exception as error:  # a model is somebody else's code: whatever it raises is its failure
        raise ModelError(model.name, f"{type(error).__name__}: {error}") from error
