"""A tape: plays a cassette to the real client in place of the service, or records one.

Needs vcrpy: ``pip install 'assent[testing]'``. It stands below the client, so that a request
goes the whole way through LangChain, the client and its HTTP library, but for the socket.
"""

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from assent.errors import CassetteError, NotRecordedError
from assent.llm.offline import Offline
from assent.llm.openai import OpenAICompatible
from assent.ports import Model
from assent.testing.cassettes import named, read, write
from assent.testing.exchanges import Exchange
from assent.testing.places import difference, nearest, place_of
from assent.testing.players import Player, parsed, playing
from assent.testing.serving import ModelServer

__all__ = ["Tape"]

_NOWHERE = "http://service.example/v1"
_NAME = "offline-over-http"
_SHOWN = 5


class Tape:
    """One cassette, played or recorded between ``start`` and ``finish``, or in a ``with``.

    ``test`` is the pytest id the cassette belongs to; without it any is played. ``mode`` is
    one of ``recording.MODES``. ``answering`` is the model that is recorded, over a real
    socket; by default the offline one.

    Raises:
        CassetteError: The cassette is missing, spoilt, or belongs to another test.
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
        self.whole = self.mode in {"once", "all"}
        self.held = () if self.whole else read(self.path, test).exchanges
        self.missed: list[Any] = []
        self._let: bytes | None = None
        self._arrived: dict[bytes, int] = {}
        self._server = ModelServer(answering or Offline()) if self.mode != "none" else None
        self._player: Player | None = None
        self._playing = ExitStack()

    @property
    def url(self) -> str:
        """Return the base address for a client; one that is only played needs no real one."""
        return self._server.url if self._server else _NOWHERE

    def model(self, **settings: Any) -> OpenAICompatible:
        """Return a model that asks this tape, through the client for real services."""
        return OpenAICompatible(**{"model": _NAME, "base_url": self.url, **settings})

    # ---- from start to finish ----------------------------------------------------------

    def start(self) -> Self:
        """Take the place of the service."""
        if self._server:
            self._playing.enter_context(self._server)
        self._player = self._playing.enter_context(playing(self.held, self._ask))
        return self

    def stop(self) -> None:
        """Give the service its place back; nothing is judged or kept."""
        self._playing.close()

    def finish(self, error: BaseException | None = None) -> None:
        """Stop, keep what was recorded, and judge; ``error`` is what the user ended with.

        Raises:
            NotRecordedError: Something was asked that the cassette holds no answer to.
            CassetteError: Exchanges were not heard, or may not be kept.
        """
        self.stop()
        player, self._player = self._player, None
        if player is None:
            return
        settled = player.heard() | self._keep(player, error)
        if self.missed:
            raise self._not_recorded() from error
        unheard = [each for place, each in enumerate(self.held) if place not in settled]
        if unheard and error is None:
            raise self._unheard(unheard)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.finish(error)

    # ---- recording ---------------------------------------------------------------------

    def _ask(self, body: bytes, known: bool) -> bool:  # noqa: FBT001 - the player calls it
        """Note a request in the order it came; tell whether it may go to the service."""
        self._arrived.setdefault(body, len(self._arrived))
        if known or self.whole:
            return True
        if self.mode == "exchange" and self._let in {None, body}:
            self._let = body
            return True
        asked = parsed(body)
        if asked not in self.missed:
            self.missed.append(asked)
        return False

    def _keep(self, player: Player, error: BaseException | None) -> set[int]:
        """Write what was recorded; return the places of the exchanges it stands for."""
        added = sorted(player.added(len(self.held)), key=lambda pair: self._arrived[pair[0]])
        fresh = [exchange for _, exchange in added]
        if self.mode == "exchange" and fresh:
            return self._replace(fresh[0], player.heard())
        if self.whole and error is None:
            if not fresh:
                raise CassetteError(named(self.path), "would be empty", self.test)
            write(self.path, self.test, fresh)
        return set()

    def _replace(self, fresh: Exchange, heard: set[int]) -> set[int]:
        """Put an exchange in the place of the one nearest in kind that was not heard."""
        place = place_of(fresh.asked)
        among = [
            index
            for index, exchange in enumerate(self.held)
            if index not in heard and place_of(exchange.asked).of_same_turn(place)
        ]
        found = nearest(fresh.asked, [self.held[index].asked for index in among])
        index = len(self.held) if found is None else among[found]
        write(self.path, self.test, [*self.held[:index], fresh, *self.held[index + 1 :]])
        return {index}

    # ---- judging -----------------------------------------------------------------------

    def _not_recorded(self) -> NotRecordedError:
        """Return what to say of the first request that has no answer."""
        asked = self.missed[0]
        found = nearest(asked, [exchange.asked for exchange in self.held]) or 0
        recorded = self.held[found].asked
        differs = difference(recorded, asked) or "It is the same, and was heard already."
        count = f"{found + 1} of {len(self.held)}"
        shown = f"Nearest is exchange {count}: {place_of(recorded)}\n\n{differs}"
        return NotRecordedError(named(self.path), str(place_of(asked)), shown, self._remedy())

    def _remedy(self) -> str:
        others = "; ".join(str(place_of(asked)) for asked in self.missed[1:])
        also = f"Not recorded either: {others}.\n" if others else ""
        done = f"Recorded again: {place_of(parsed(self._let))}.\n" if self._let else ""
        return (
            f"{done}{also}If the change is meant, record this one exchange again; the others "
            f"stay as they are:\n    ASSENT_RECORD=exchange pytest {self.test or 'TEST'!r}"
        )

    def _unheard(self, unheard: list[Exchange]) -> CassetteError:
        places = "; ".join(str(place_of(exchange.asked)) for exchange in unheard[:_SHOWN])
        more = f" and {len(unheard) - _SHOWN} more" if len(unheard) > _SHOWN else ""
        why = f"holds {len(unheard)} of {len(self.held)} exchanges that nothing asked for: "
        return CassetteError(named(self.path), why + places + more, self.test)
