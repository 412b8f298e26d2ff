"""A small OpenAI-compatible service on 127.0.0.1: real sockets, and any Model to answer.

::

    with ModelServer(Offline()) as server:
        model = OpenAICompatible(model="local", base_url=server.url)

It serves recordings and tests. What it sends can be replaced, response by response, by a
``Response`` that breaks off, drips or hangs: the faults that services have.
"""

import asyncio
import json
import struct
from collections.abc import Callable, Mapping
from socket import SO_LINGER, SOL_SOCKET
from typing import Any, Literal, NamedTuple, Self

from assent.errors import AssentError
from assent.ports import Model
from assent.runner.loop import LoopThread
from assent.testing.completions import completion, requested

__all__ = ["Fault", "ModelServer", "Response"]

_LARGEST = 64 << 20
_LONGEST = 20.0
"""Seconds after which a hanging or dripping response is given up, whoever is waiting."""


class Response(NamedTuple):
    """What is sent over the socket. ``declared`` is the length it claims, by default its own.

    ``pause`` is the seconds between two bytes. At its ``end`` the connection stays open for
    the next request, is closed, is reset, or hangs.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = {"Content-Type": "application/json"}
    declared: int | None = None
    pause: float = 0
    end: Literal["keep", "close", "reset", "hang"] = "keep"


Fault = Callable[[dict[str, Any]], Response | None]
"""Given the body of a request, what is sent instead of an answer, or None to answer."""


class ModelServer:
    """Serves ``POST /v1/chat/completions`` with the replies of a model, in a thread of its own.

    ``asked`` keeps the body of every request. ``fault`` may answer in the model's place.
    """

    def __init__(self, model: Model, fault: Fault | None = None) -> None:
        self.model, self.fault = model, fault
        self.asked: list[dict[str, Any]] = []
        self.port = 0
        self._thread = LoopThread()
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """Return the base address to give to a client."""
        return f"http://127.0.0.1:{self.port}/v1"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._thread.close()

    def start(self) -> None:
        """Listen; after a stop, at the same port again."""
        self._thread.run(self._start())

    def stop(self) -> None:
        """Stop listening and cut every connection, as a service that dies does."""
        self._thread.run(self._stop())

    async def _start(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _stop(self) -> None:
        if self._server:
            self._server.close()
        talks = tuple(self._talks)
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.ensure_future(self._talk(reader, writer))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (asked := await _read(reader)) is not None:
                self.asked.append(asked)
                response = self.fault(asked) if self.fault else None
                if not await _send(writer, response or await self._answer(asked)):
                    return
        except (OSError, asyncio.IncompleteReadError, ValueError):
            return  # the client is gone, or no client of ours: there is nobody to tell
        finally:
            writer.close()

    async def _answer(self, asked: dict[str, Any]) -> Response:
        try:
            reply = await self.model.reply(requested(asked))
        except (AssentError, KeyError, ValueError) as error:
            said = {"error": {"message": f"{type(error).__name__}: {error}"}}
            return Response(500, json.dumps(said).encode())
        return Response(body=json.dumps(completion(reply, asked)).encode())


# ---- the wire --------------------------------------------------------------------------


async def _read(reader: asyncio.StreamReader) -> dict[str, Any] | None:
    """Return the JSON body of the next request, or None when the client hangs up."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    lines = head.decode("latin-1").lower().split("\r\n")
    length = next((int(x.partition(":")[2]) for x in lines if x.startswith("content-length:")), 0)
    if length > _LARGEST:
        raise ValueError("the request is too large")
    body: dict[str, Any] = json.loads(await reader.readexactly(length))
    return body


async def _send(writer: asyncio.StreamWriter, response: Response) -> bool:
    """Send a response and tell whether the connection goes on."""
    length = len(response.body) if response.declared is None else response.declared
    headers = {"Content-Length": str(length), **response.headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"HTTP/1.1 {response.status} Reply\r\n{head}\r\n".encode())
    await asyncio.wait_for(_body(writer, response), _LONGEST)
    if response.end == "hang":
        await asyncio.sleep(_LONGEST)
    if response.end == "reset":
        writer.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
    return response.end == "keep"


async def _body(writer: asyncio.StreamWriter, response: Response) -> None:
    if not response.pause:
        writer.write(response.body)
        await writer.drain()
        return
    for place in range(len(response.body)):
        writer.write(response.body[place : place + 1])
        await writer.drain()
        await asyncio.sleep(response.pause)
