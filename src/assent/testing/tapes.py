"""A tape: plays a cassette to the real client in place of the service, or records one.

Needs vcrpy: ``pip install 'assent[testing]'``. vcrpy stands below the client, so that a request
takes the whole way through LangChain, the client and its HTTP library, but for the socket.
"""

import json
import os
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from vcr.cassette import Cassette
from vcr.matchers import method, path, query
from vcr.persisters.filesystem import CassetteNotFoundError
from vcr.request import Request as Asked

from assent.canonical import dumps
from assent.errors import CassetteError, NotCanonicalError, NotRecordedError
from assent.llm.offline import Offline
from assent.llm.openai import OpenAICompatible
from assent.ports import Model
from assent.testing.cassettes import Exchange, named, read, write
from assent.testing.places import difference, nearest, place_of
from assent.testing.serving import ModelServer

__all__ = ["Tape"]

_NOWHERE = "http://service.example"
_NAME = "offline-over-http"


class Tape:
    """One cassette, played or recorded between ``start`` and ``finish``, or in a ``with``.

    ``test`` is the pytest id a cassette belongs to; without it any is played. ``model``
    answers when something is recorded, by default the offline one, over a real socket.

    Raises:
        CassetteError: The cassette is missing, spoilt, another test's, or not heard to its end.
        NotRecordedError: Something was asked that it holds no answer to.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        test: str = "",
        mode: str = "none",
        answering: Model | None = None,
    ) -> None:
        self.path, self.test = Path(path), test
        self.mode = "none" if mode == "once" and self.path.exists() else mode
        self.records = self.mode in {"once", "all"}
        self.held = () if self.records else read(self.path, test).exchanges
        self.missed: list[Any] = []
        self._arrived: dict[bytes, int] = {}
        self._let: bytes | None = None
        self._server = ModelServer(answering or Offline()) if self.mode != "none" else None
        self._recorder: _Recorder | None = None
        self._playing = ExitStack()

    @property
    def url(self) -> str:
        """Return the base address for a client; a tape that only plays needs no real one."""
        return self._server.url if self._server else f"{_NOWHERE}/v1"

    def model(self, **settings: Any) -> OpenAICompatible:
        """Return a model that asks this tape, through the client for real services."""
        return OpenAICompatible(**{"model": _NAME, "base_url": self.url, **settings})

    # ---- from start to finish ----------------------------------------------------------

    def start(self) -> Self:
        """Take the place of the service."""
        if self._server:
            self._playing.enter_context(self._server)
        playing = _Recorder.use(
            path=str(self.path),
            tape=self,
            persister=_Held(self.held),
            match_on=(method, path, query, _same_body),
            before_record_request=_scrubbed,
        )
        self._recorder = self._playing.enter_context(playing)
        return self

    def stop(self) -> None:
        """Give the service its place back; nothing is judged or kept."""
        self._playing.close()

    def finish(self, error: BaseException | None = None) -> None:
        """Stop, keep what was recorded, and judge; ``error`` is what the test itself ended with.

        Raises:
            NotRecordedError: Something was asked that the cassette holds no answer to.
            CassetteError: Exchanges were not heard, or may not be kept.
        """
        self.stop()
        recorder, self._recorder = self._recorder, None
        if recorder is None:
            return
        replaced = self._keep(recorder, error)
        if self.missed:
            raise self._not_recorded() from error
        heard = {index for index, times in recorder.play_counts.items() if times} | {replaced}
        unheard = [e for index, e in enumerate(self.held) if index not in heard]
        if unheard and error is None:
            raise self._unheard(unheard)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.finish(error)

    # ---- while it plays ----------------------------------------------------------------

    def ask(self, body: bytes, *, known: bool) -> bool:
        """Note a request in the order it came; tell whether an unknown one may be let through."""
        self._arrived.setdefault(body, len(self._arrived))
        if known or self.records:
            return True
        if self.mode == "exchange" and self._let is None:
            self._let = body
        if self._let == body:
            return True
        asked = _parsed(body)
        if asked not in self.missed:
            self.missed.append(asked)
        return False

    # ---- at its end --------------------------------------------------------------------

    def _keep(self, recorder: "_Recorder", error: BaseException | None) -> int | None:
        """Write what was recorded; return the index of the exchange that was replaced."""
        fresh = self._fresh(recorder)
        if self.mode == "exchange" and fresh:
            return self._replace(recorder, fresh[0])
        if self.records and error is None:
            if not fresh:
                raise CassetteError(named(self.path), "would be empty: nothing was asked", self.test)
            write(self.path, self.test, fresh)
        return None

    def _fresh(self, recorder: "_Recorder") -> list[Exchange]:
        """Return what was recorded now, in the order in which it was asked."""
        first = len(self.held)
        pairs = list(zip(recorder.requests, recorder.responses, strict=True))[first:]
        pairs.sort(key=lambda pair: self._arrived[pair[0].body])
        return [_exchange(request, response) for request, response in pairs]

    def _replace(self, recorder: "_Recorder", fresh: Exchange) -> int | None:
        """Put an exchange in the place of the one nearest in kind that was not heard."""
        unheard = [i for i in range(len(self.held)) if not recorder.play_counts[i]]
        found = nearest(fresh.asked, [self.held[i].asked for i in unheard])
        index = None if found is None else unheard[found]
        place = place_of(fresh.asked)
        if index is not None and place_of(self.held[index].asked)[:2] != place[:2]:
            index = None
        kept = list(self.held)
        kept[len(kept) if index is None else index : None if index is None else index + 1] = [fresh]
        write(self.path, self.test, kept)
        return index

    def _not_recorded(self) -> NotRecordedError:
        asked = self.missed[0]
        found = nearest(asked, [exchange.asked for exchange in self.held])
        shown = "The cassette is empty."
        if found is not None:
            recorded = self.held[found].asked
            shown = f"Nearest is exchange {found + 1} of {len(self.held)}: {place_of(recorded)}\n\n"
            shown += difference(recorded, asked) or "It is the same, and was heard already."
        return NotRecordedError(named(self.path), str(place_of(asked)), shown, self._remedy())

    def _remedy(self) -> str:
        others = [str(place_of(asked)) for asked in self.missed[1:]]
        also = f"Not recorded either: {'; '.join(others)}.\n" if others else ""
        done = f"{place_of(_parsed(self._let))} was recorded again. " if self._let else ""
        test = self.test or "TEST"
        return (
            f"{also}{done}If the change is meant, record this one exchange again; "
            f"the others stay as they are:\n    ASSENT_RECORD=exchange pytest {test!r}"
        )

    def _unheard(self, unheard: list[Exchange]) -> CassetteError:
        places = "; ".join(str(place_of(exchange.asked)) for exchange in unheard[:5])
        why = f"holds {len(unheard)} exchange(s) that nothing asked for: {places}"
        return CassetteError(named(self.path), why, self.test)


class _Recorder(Cassette):  # type: ignore[misc] # vcrpy has no types
    """vcrpy's cassette; what it cannot play it asks its tape about."""

    def __init__(self, *, tape: Tape, **settings: Any) -> None:
        super().__init__(**settings)
        self._tape = tape
        self._refused = False

    def can_play_response_for(self, request: Asked) -> bool:
        known = bool(super().can_play_response_for(request))
        self._refused = not self._tape.ask(_scrubbed(request).body, known=known)
        return known

    @property
    def write_protected(self) -> bool:
        return self._refused  # vcrpy looks here for the request it has just asked about


class _Held:
    """Gives vcrpy the exchanges; the tape itself writes what came new."""

    def __init__(self, exchanges: tuple[Exchange, ...]) -> None:
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
    asked, said = _parsed(request.body), _parsed(response["body"]["string"])
    return Exchange(request.method, place, asked, response["status"]["code"], headers, said)


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode()
