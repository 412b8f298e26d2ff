"""A tape: plays a cassette to the real client in place of the service, or records one.

Needs vcrpy: ``pip install 'assent[testing]'``. vcrpy stands below the client, so that a request
takes the whole way through LangChain, the client and its HTTP library, but for the socket.
"""

import json
import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from vcr.cassette import Cassette as Recorder
from vcr.persisters.filesystem import CassetteNotFoundError
from vcr.request import Request as Asked

from assent.canonical import dumps
from assent.errors import CassetteError, NotCanonicalError, NotRecordedError
from assent.llm.offline import Offline
from assent.llm.openai import OpenAICompatible
from assent.ports import Model
from assent.testing.cassettes import Cassette, Exchange, read, write
from assent.testing.places import difference, nearest, place_of
from assent.testing.serving import ModelServer

__all__ = ["MODES", "Tape", "mode_in"]

MODES = ("none", "once", "exchange", "all")
"""``none`` plays; ``once`` records a cassette that is not there; ``exchange`` records the one
exchange whose request has changed; ``all`` records the whole cassette anew."""

_NOWHERE = "http://service.example"
_NAME = "offline-over-http"


def mode_in(environ: Mapping[str, str] = os.environ) -> str:
    """Return the mode that ``ASSENT_RECORD`` names.

    Raises:
        CassetteError: There is no such mode, or this is CI, where nothing is recorded.
    """
    mode = environ.get("ASSENT_RECORD") or "none"
    if mode not in MODES:
        raise CassetteError("ASSENT_RECORD", f"is {mode!r}; it may be {', '.join(MODES)}")
    if mode != "none" and environ.get("CI", "").lower() not in {"", "0", "false"}:
        raise CassetteError("ASSENT_RECORD", "is set in CI, where recordings are only played")
    return mode


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
        self.held: tuple[Exchange, ...] = self._held()
        self.missed: list[Any] = []
        self.heard = 0
        self._arrivals: dict[bytes, int] = {}
        self._server = ModelServer(answering or Offline()) if self.mode != "none" else None
        self._recorder: _Recorder | None = None
        self._context: AbstractContextManager[_Recorder] | None = None

    def _held(self) -> tuple[Exchange, ...]:
        if self.mode in {"once", "all"}:
            return ()
        cassette = read(self.path)
        if self.test and cassette.test != self.test:
            raise CassetteError(self.path.name, f"belongs to another test, {cassette.test!r}")
        return cassette.exchanges

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
            self._server.__enter__()
        self._context = _Recorder.use(
            path=str(self.path),
            tape=self,
            persister=_Shelf(self),
            record_mode="none" if self.mode == "none" else "new_episodes",
            match_on=(_same_method, _same_path, _same_body),
            before_record_request=_scrubbed,
        )
        self._recorder = self._context.__enter__()
        return self

    def stop(self) -> None:
        """Give the service its place back; nothing is judged or kept."""
        context, self._context = self._context, None
        if context:
            context.__exit__(None, None, None)
            if self._server:
                self._server.__exit__(None, None, None)

    def finish(self, error: BaseException | None = None) -> None:
        """Stop, keep what was recorded, and judge; ``error`` is what the test itself ended with.

        Raises:
            NotRecordedError: Something was asked that the cassette holds no answer to.
            CassetteError: Exchanges were not heard, or may not be kept.
        """
        recorder = self._recorder
        self.stop()
        if recorder is None:
            return
        ...
