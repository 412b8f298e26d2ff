"""Any OpenAI-compatible service, through LangChain's ChatOpenAI.

One request is one HTTP call: nothing here is repeated. The client's own parsing is not used,
since it drops the text of a reply that was cut off; what the reply must look like goes out
in ``extra_body``, and our own reader judges what comes back.
"""

import asyncio
from dataclasses import dataclass
from typing import Any, Self

import httpx2
from langchain_core.messages import AIMessage
from langchain_openai import ChatOpenAI

from assent.errors import ModelError
from assent.llm.faults import fault
from assent.llm.messages import reply, spoken
from assent.llm.settings import OPENAI, Settings, key, settings
from assent.llm.strict import closed
from assent.llm.tracing import quiet
from assent.llm.wire import checking
from assent.records import Reply, Request

__all__ = ["OpenAICompatible"]

_CONNECT = 10.0
"""Seconds a connection may take to be made."""

_LONGEST_NAME = 64
_NO_KEY = "none"
"""Sent to services of one's own that need no key; the header cannot be left out."""


@dataclass(frozen=True)
class _Line:
    """A client and the event loop it was made in; it works in no other."""

    loop: asyncio.AbstractEventLoop
    client: httpx2.AsyncClient
    chat: ChatOpenAI


class OpenAICompatible:
    """Answers with a model of an OpenAI-compatible service.

    ``OpenAICompatible(model="…", base_url="…")``; see ``Settings`` for the rest. The key comes
    from the environment. Close it in the event loop it was used in, or use it as
    ``async with``.

    Raises:
        ModelSettingError: A setting is missing, unknown or unusable.
    """

    def __init__(self, **given: Any) -> None:
        self.settings: Settings = settings(given)
        self._key = key(self.settings)
        self._line: _Line | None = None

    def __repr__(self) -> str:
        return f"OpenAICompatible(model={self.settings.model!r}, at {self.settings.place!r})"

    @property
    def name(self) -> str:
        """Return the model's name as it was set, not as the service reports it."""
        return self.settings.model

    @property
    def deadline(self) -> float:
        """Return the seconds that one reply may take, all in all."""
        return self.settings.deadline

    async def reply(self, request: Request) -> Reply:
        """Ask once.

        Raises:
            ModelUnavailableError: Nothing came, or nothing in time; later may be better.
            InvalidReplyError: What came is no reply.
            ModelError: The service refuses; a setting, a key or an account must change.
        """
        self._need_key()
        try:
            with quiet():
                async with asyncio.timeout(self.deadline):
                    said = await self._chat().ainvoke(
                        spoken(request, schema=self.settings.method == "json_object"),
                        **self._form(request),
                    )
            return self._charged(said, request)
        except Exception as error:
            raise fault(error, self.settings, self._secret) from None

    async def aclose(self) -> None:
        """Let go of the connections. The next request makes new ones."""
        line, self._line = self._line, None
        if line and line.loop is asyncio.get_running_loop():
            await line.client.aclose()
        elif line and line.loop.is_running():
            closing = asyncio.run_coroutine_threadsafe(line.client.aclose(), line.loop)
            await asyncio.wrap_future(closing)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    # ---- asking ------------------------------------------------------------------------

    def _form(self, request: Request) -> dict[str, Any]:
        """Return how the service is held to the schema, and the tools it may ask for."""
        schema = closed(request.json_schema)
        body: dict[str, Any] = self._length()
        tools = list(request.tools)
        if self.settings.method == "json_schema":
            form = {"name": request.schema_name[:_LONGEST_NAME], "schema": schema, "strict": True}
            body["response_format"] = {"type": "json_schema", "json_schema": form}
        elif self.settings.method == "json_object":
            body["response_format"] = {"type": "json_object"}
        else:
            answer = {"name": self._answer(request), "parameters": schema, "strict": True}
            described = {**answer, "description": "Give the answer; its arguments are the answer."}
            named = {"type": "function", "function": {"name": answer["name"]}}
            body["tool_choice"] = "required" if tools else named
            tools.append({"type": "function", "function": described})
        if tools:
            body["tools"] = tools
        return {"extra_body": body}

    def _answer(self, request: Request) -> str:
        return f"answer-{request.schema_name}"[:_LONGEST_NAME]

    def _length(self) -> dict[str, Any]:
        """Return the limit of a reply, by the name this service knows it under."""
        if self.settings.max_tokens is None:
            return {}
        openai = self.settings.base_url == OPENAI
        return {"max_completion_tokens" if openai else "max_tokens": self.settings.max_tokens}

    def _charged(self, said: AIMessage, request: Request) -> Reply:
        answer = self._answer(request) if self.settings.method == "tools" else None
        read = reply(said, self.name, answer)
        return read.model_copy(update={"usage": self.settings.prices.charged(read.usage)})

    # ---- the line ----------------------------------------------------------------------

    @property
    def _secret(self) -> str:
        return self._key.get_secret_value() if self._key else ""

    def _need_key(self) -> None:
        if self._key is None and self.settings.base_url == OPENAI:
            variable = self.settings.key_from
            raise ModelError(self.name, f"{self.settings.place} needs a key; set {variable}")

    def _chat(self) -> ChatOpenAI:
        loop = asyncio.get_running_loop()
        if self._line is None or self._line.loop is not loop:
            client = self._client()
            self._line = _Line(loop, client, self._made(client))
        return self._line.chat

    def _client(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(
            timeout=httpx2.Timeout(self.deadline, connect=min(_CONNECT, self.deadline)),
            headers={"Accept-Encoding": "identity"},
            event_hooks={"response": [checking(self.name)]},
            follow_redirects=False,
            trust_env=not self.settings.is_local,
        )

    def _made(self, client: httpx2.AsyncClient) -> ChatOpenAI:
        secret = self._secret or _NO_KEY

        async def supply() -> str:  # a coroutine function: no second, synchronous client is made
            return secret

        return ChatOpenAI(
            model=self.settings.model,
            base_url=self.settings.base_url,
            api_key=supply,
            http_async_client=client,
            timeout=client.timeout,
            max_retries=0,
            use_responses_api=False,
            openai_proxy=None,  # proxies are the client's matter: HTTPS_PROXY, NO_PROXY
            temperature=self.settings.temperature,
        )
