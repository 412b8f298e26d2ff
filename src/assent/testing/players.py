"""Where vcrpy and our cassettes meet: what is played instead of a socket, and how it is matched.

A request matches when method, path, query and body are the same, the body in its canonical
bytes: the order of its keys is nobody's matter, every character of a prompt is. Host, port
and headers are not compared, and none of them is kept.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import urlsplit

from vcr.cassette import Cassette
from vcr.matchers import method, path, query
from vcr.persisters.filesystem import CassetteNotFoundError
from vcr.request import Request as Asked

from assent.canonical import dumps
from assent.errors import NotCanonicalError
from assent.testing.exchanges import Exchange

__all__ = ["Player", "parsed", "playing"]

_NOWHERE = "http://service.example"


class Player(Cassette):  # type: ignore[misc] # vcrpy has no types
    """vcrpy's cassette; about each request it asks whether the service may be asked instead."""

    def __init__(self, *, ask: Callable[[bytes, bool], bool], **settings: Any) -> None:
        super().__init__(**settings)
        self._ask = ask
        self._refused = False

    def can_play_response_for(self, request: Asked) -> bool:
        """Tell whether the answer is recorded; vcrpy asks once for each request."""
        known = bool(super().can_play_response_for(request))
        self._refused = not self._ask(_scrubbed(request).body, known)
        return known

    @property
    def write_protected(self) -> bool:
        """Tell whether the request that was just asked about may go to the service."""
        return self._refused

    def heard(self) -> set[int]:
        """Return the places of the exchanges that were played."""
        return {place for place, times in self.play_counts.items() if times}

    def added(self, first: int) -> list[tuple[bytes, Exchange]]:
        """Return what was recorded after the first exchanges, each with its request's body."""
        pairs = list(zip(self.requests, self.responses, strict=True))[first:]
        return [(asked.body, _exchange(asked, answer)) for asked, answer in pairs]


def playing(
    exchanges: Sequence[Exchange], ask: Callable[[bytes, bool], bool]
) -> AbstractContextManager[Player]:
    """Return a player of the exchanges, to be entered.

    ``ask(body, known)`` is called for each request and tells whether it may be let through.
    """
    player: AbstractContextManager[Player] = Player.use(
        path="(kept by the tape)",
        ask=ask,
        persister=_Held(exchanges),
        match_on=(method, path, query, _same_body),
        before_record_request=_scrubbed,
    )
    return player


class _Held:
    """Gives vcrpy the exchanges; the tape itself writes what came new."""

    def __init__(self, exchanges: Sequence[Exchange]) -> None:
        self._exchanges = exchanges

    def load_cassette(self, *_: Any, **__: Any) -> tuple[list[Asked], list[dict[str, Any]]]:
        if not self._exchanges:
            raise CassetteNotFoundError
        return [_asked(e) for e in self._exchanges], [_answer(e) for e in self._exchanges]

    def save_cassette(self, *_: Any, **__: Any) -> None:
        pass


# ---- vcrpy's form and ours -------------------------------------------------------------


def _scrubbed(request: Asked) -> Asked:
    """Return a request as it is compared: no host, no port, no header, its body canonical."""
    parts = urlsplit(request.uri)
    place = f"{_NOWHERE}{parts.path}" + (f"?{parts.query}" if parts.query else "")
    return Asked(request.method, place, _canonical(request.body or b""), {})


def _canonical(body: bytes) -> bytes:
    try:
        return dumps(json.loads(body))
    except (NotCanonicalError, ValueError):
        return body


def _same_body(one: Asked, other: Asked) -> bool:
    return bool(one.body == other.body)


def _asked(exchange: Exchange) -> Asked:
    return Asked(exchange.method, _NOWHERE + exchange.path, dumps(exchange.asked), {})


def _answer(exchange: Exchange) -> dict[str, Any]:
    said = exchange.answered
    body = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
    return {
        "status": {"code": exchange.status, "message": ""},
        "headers": {name: [value] for name, value in exchange.headers.items()},
        "body": {"string": body.encode()},
    }


def _exchange(request: Asked, response: Mapping[str, Any]) -> Exchange:
    parts = urlsplit(request.uri)
    place = parts.path + (f"?{parts.query}" if parts.query else "")
    headers = {name.lower(): ", ".join(values) for name, values in response["headers"].items()}
    asked, said = parsed(request.body), parsed(response["body"]["string"])
    return Exchange(request.method, place, asked, response["status"]["code"], headers, said)


def parsed(body: bytes) -> Any:
    """Return a body as JSON, or as the text it is."""
    try:
        return json.loads(body)
    except ValueError:
        return body.decode()
