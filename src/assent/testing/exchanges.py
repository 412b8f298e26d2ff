"""An exchange with a model service, and what of it may be kept: listed fields and nothing else."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from assent.errors import CassetteError

__all__ = ["ANSWERED", "ASKED", "HEADERS", "Cassette", "Exchange", "kept"]

HEADERS = ("content-type", "retry-after")
"""The headers of a response that are kept."""

ASKED = frozenset(
    {
        "max_completion_tokens",
        "max_tokens",
        "messages",
        "model",
        "parallel_tool_calls",
        "response_format",
        "seed",
        "stream",
        "stream_options",
        "temperature",
        "tool_choice",
        "tools",
    }
)
"""The fields that the body of a request may have."""

ANSWERED: Mapping[str, Any] = {
    "model": ...,
    "choices": {
        "index": ...,
        "finish_reason": ...,
        "message": {"role": ..., "content": ..., "refusal": ..., "tool_calls": ...},
    },
    "usage": {
        "prompt_tokens": ...,
        "completion_tokens": ...,
        "total_tokens": ...,
        "prompt_tokens_details": {"cached_tokens": ...},
    },
    "error": {"message": ..., "type": ..., "code": ..., "param": ...},
}
"""The fields of an answer that are kept; ``...`` keeps what is below as it is."""


class Exchange(NamedTuple):
    """One request and the answer to it. ``answered`` is parsed JSON, or text that is none."""

    method: str
    path: str
    asked: Any
    status: int
    headers: dict[str, str]
    answered: Any


class Cassette(NamedTuple):
    """The exchanges of one test, which is named by pytest's id; none for a program."""

    test: str
    exchanges: tuple[Exchange, ...]


def kept(exchange: Exchange) -> Exchange:
    """Return what of an exchange may be kept.

    An unlisted header or field of a response is left out. One of a request would be
    compared and cannot be, so it is refused.

    Raises:
        CassetteError: The request has a field that nobody listed.
    """
    body = exchange.asked
    strange = sorted(set(body) - ASKED) if isinstance(body, Mapping) else ["(no JSON object)"]
    if strange:
        why = f"would keep '{strange[0]}' of a request, which is not listed as fit to keep"
        raise CassetteError("", why)
    headers = {key: exchange.headers[key] for key in HEADERS if key in exchange.headers}
    return exchange._replace(headers=headers, answered=_listed(exchange.answered, ANSWERED))


def _listed(value: Any, fields: Any) -> Any:
    if isinstance(value, list):
        return [_listed(each, fields) for each in value]
    if fields is ... or not isinstance(value, dict):
        return value
    return {name: _listed(value[name], fields[name]) for name in fields if name in value}
