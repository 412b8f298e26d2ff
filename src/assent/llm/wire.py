"""What a service sends back, checked before anything believes it: size, kind, text, JSON, shape.

A whole reply is at most 1 MiB. It is asked for uncompressed, and refused compressed, so that
a small body cannot unfold into a large one.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx2

from assent.errors import InvalidReplyError

__all__ = ["LARGEST", "checking"]

LARGEST = 1 << 20
"""Bytes of a response beyond which reading stops."""

_LARGEST_REFUSAL = 64 * 1024
"""Bytes of an error page that are read; the rest says nothing more."""


class _Bounded(httpx2.AsyncByteStream):
    """A body that ends at a limit: with an error, or for an error page with what there is."""

    def __init__(self, body: httpx2.AsyncByteStream, limit: int, excess: Exception | None) -> None:
        self._body, self._limit, self._excess = body, limit, excess

    async def __aiter__(self) -> AsyncIterator[bytes]:
        taken = 0
        async for part in self._body:
            taken += len(part)
            if taken > self._limit:
                if self._excess:
                    raise self._excess
                return
            yield part

    async def aclose(self) -> None:
        await self._body.aclose()


def checking(model: str) -> Callable[[httpx2.Response], Awaitable[None]]:
    """Return the hook that reads a response of a model and refuses what is no reply.

    Raises (the hook):
        InvalidReplyError: Too large, compressed, not JSON, not UTF-8, or of no known shape.
    """

    async def check(response: httpx2.Response) -> None:
        body = response.stream
        if not isinstance(body, httpx2.AsyncByteStream):
            raise TypeError("a response of an asynchronous client has an asynchronous body")
        packed = response.headers.get("content-encoding", "identity").lower() != "identity"
        if not response.is_success:
            response.stream = _Bounded(body, 0 if packed else _LARGEST_REFUSAL, None)
            return
        if packed:
            raise InvalidReplyError(model, "it came compressed, which nobody asked for")
        large = InvalidReplyError(model, "it is larger than 1 MiB")
        response.stream = _Bounded(body, LARGEST, large)
        why = _wrong(response.headers.get("content-type", ""), await response.aread())
        if why:
            raise InvalidReplyError(model, why)

    return check


def _wrong(kind: str, body: bytes) -> str:
    """Return what keeps a body from being a reply, or nothing."""
    if kind.partition(";")[0].strip().lower() != "application/json":
        shown = kind[:60] if kind.isascii() and kind.isprintable() and kind else "nothing known"
        return f"the service sent {shown} instead of JSON; look at 'base_url'"
    try:
        data = json.loads(body.decode())
    except UnicodeDecodeError:
        return "it is no UTF-8 text"
    except (ValueError, RecursionError):
        return "the response is broken JSON"
    return "" if _is_reply(data) else "the response has no message in 'choices'"


def _is_reply(data: object) -> bool:
    choices = data.get("choices") if isinstance(data, dict) else None
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, dict) else None
    if not isinstance(message, dict):
        return False
    texts = isinstance(message.get("content"), str | None) and isinstance(
        message.get("refusal"), str | None
    )
    calls = message.get("tool_calls")
    return texts and (calls is None or (isinstance(calls, list) and all(map(_is_call, calls))))


def _is_call(call: object) -> bool:
    function = call.get("function") if isinstance(call, dict) else None
    return (
        isinstance(function, dict)
        and isinstance(function.get("name"), str)
        and isinstance(function.get("arguments"), str)
    )
