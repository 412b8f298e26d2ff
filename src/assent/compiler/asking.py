"""Asking a model: journalled, bounded, repeated only where repeating helps.

The one place with a retry policy. A reply that was journalled is never asked for again.
"""

import asyncio
from typing import Any

from tenacity import AsyncRetrying, RetryCallState, stop_after_attempt
from tenacity.wait import wait_random_exponential

from assent.canonical import dumps
from assent.compiler.blueprint import Node
from assent.compiler.context import RunContext
from assent.compiler.reply import ReplyForm
from assent.errors import (
    AssentError,
    IntegrityError,
    InvalidReplyError,
    ModelError,
    ModelUnavailableError,
)
from assent.records import Reply, Request

__all__ = ["DEADLINE", "ask"]

DEADLINE = 120.0
"""Seconds a model has for one reply, all in all."""

_REPAIRS = 2
"""How often an invalid reply is accepted as worth another attempt, the first included."""


async def ask(
    context: RunContext, node: Node, round_: int, request: Request, form: ReplyForm
) -> str:
    """Return the digest of the turn's contribution, from the journal or from the model.

    Raises:
        ModelError: No usable reply within the patience of the run.
        IntegrityError: The journal holds the reply to another request.
    """
    journal = context.ledger.journal
    known = journal.winner(context.run.id, node.id, round_)
    if known:
        if known.request_digest != request.record_digest:
            raise IntegrityError(
                f"the journalled reply of {node.id!r}, round {round_}, answers another request "
                f"than this run would send now. Nothing was written. See: assent trace "
                f"{context.run.id}"
            )
        return known.contribution_digest
    patience = context.patience
    retrying = AsyncRetrying(
        stop=stop_after_attempt(patience.attempts),
        wait=wait_random_exponential(patience.first_wait, max=patience.longest_wait),
        retry=_worth_repeating,
        reraise=True,
    )
    return await retrying(_attempt, context, node, round_, request, form)


def _worth_repeating(state: RetryCallState) -> bool:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, InvalidReplyError):
        return state.attempt_number < _REPAIRS
    return isinstance(error, ModelUnavailableError)


async def _attempt(
    context: RunContext, node: Node, round_: int, request: Request, form: ReplyForm
) -> str:
    model = context.models(request.role)
    try:
        reply = await _within_deadline(model.name, model.reply(request))
    except ModelError as error:
        _journal(context, node, round_, request, Reply(text="", model=model.name), None, error)
        raise
    try:
        data = form.read(reply)
    except InvalidReplyError as error:
        _journal(context, node, round_, request, reply, None, error)
        raise
    return _journal(context, node, round_, request, reply, data, None)


async def _within_deadline(name: str, answering: Any) -> Reply:
    try:
        async with asyncio.timeout(DEADLINE):
            reply: Reply = await answering
            return reply
    except TimeoutError as error:
        raise ModelUnavailableError(name, f"no reply within {DEADLINE:.0f} seconds") from error
    except AssentError:
        raise
    except Exception as error:  # a model is somebody else's code: whatever it raises is its failure
        raise ModelError(name, f"{type(error).__name__}: {error}") from error


def _journal(
    context: RunContext,
    node: Node,
    round_: int,
    request: Request,
    reply: Reply,
    data: dict[str, Any] | None,
    error: ModelError | None,
) -> str:
    journal = context.ledger.journal
    return journal.record(
        context.lease,
        node=node.id,
        round_=round_,
        request_digest=request.record_digest,
        reply=reply,
        contribution=dumps(data) if data is not None else None,
        error=str(error) if error else None,
        role=request.role,
        step=node.step,
    )
