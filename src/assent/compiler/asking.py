"""Asking a model: a conversation of one turn, journalled, bounded, mended at most once.

A reply that was journalled is never asked for again. Whatever is said on the way, the turn
is known by its first request: that is the digest every attempt is journalled under.
"""

from assent.compiler.blueprint import Node
from assent.compiler.calling import Turn, call
from assent.compiler.context import RunContext
from assent.compiler.reply import ReplyForm
from assent.compiler.tooling import Tooling
from assent.errors import IntegrityError, InvalidReplyError
from assent.records import Message, Reply, Request

__all__ = ["ask"]

_MENDABLE = frozenset({"stop", "length"})
"""How a reply ended that is worth showing to the model again; a refusal stands."""

_SHOWN = 32 * 1024
"""Characters of its own reply that a model is shown."""


async def ask(
    context: RunContext, node: Node, round_: int, request: Request, form: ReplyForm
) -> str:
    """Return the digest of the turn's contribution, from the journal or from the model.

    A run that is built again takes what was said then, whatever it would ask today.

    Raises:
        ModelError: No usable reply within the patience of the run.
        BudgetSpentError: The run may not pay for another call.
        IntegrityError: The journal holds the reply to another request.
    """
    known = context.ledger.journal.winner(context.run.id, node.id, round_)
    if known is None:
        return await _settled(Turn(context, node, round_, request), form)
    if known.request_digest != request.record_digest and not context.rebuilding:
        raise IntegrityError(
            f"the journalled reply of {node.id!r}, round {round_}, answers another request "
            f"than this run would send now. Nothing was written. See: assent trace "
            f"{context.run.id}"
        )
    return known.contribution_digest


async def _settled(turn: Turn, form: ReplyForm) -> str:
    """Talk with the model until its reply fits, or may not be mended any more."""
    request, tooling = turn.request, Tooling(turn)
    repairs = turn.context.patience.repairs
    while True:
        reply = await call(turn, request)
        try:
            if reply.finish == "tools":
                tooling.admit(reply)
            else:
                return turn.keep(reply, data=form.read(reply))
        except InvalidReplyError as error:
            turn.keep(reply, error=error)
            if reply.finish not in _MENDABLE or not repairs:
                raise
            repairs -= 1
            request = _mended(request, reply, error)
        else:
            turn.keep(reply)
            request = await tooling.answered(request, reply)


def _mended(request: Request, reply: Reply, error: InvalidReplyError) -> Request:
    """Return the request with the model's own reply and what is wrong with it."""
    shown = reply.text[:_SHOWN].encode(errors="backslashreplace").decode().strip()
    own = Message(role="assistant", content=shown or "(nothing)")
    wrong = Message(
        role="user",
        content=(
            f"This answer cannot be used: {error.why}.\n"
            "Give the whole answer again, as one JSON object that fits the schema, with nothing "
            "around it, and short enough to be finished."
        ),
    )
    return request.model_copy(update={"messages": (*request.messages, own, wrong)})
