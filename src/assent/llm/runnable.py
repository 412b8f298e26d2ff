"""Any LangChain Runnable as a model: it gets the messages, and its text is the reply."""

import json
from collections.abc import Mapping
from typing import Any

from langchain_core.messages import AIMessage
from langchain_core.runnables import Runnable
from pydantic import BaseModel

from assent.errors import InvalidReplyError, ModelError, ModelUnavailableError
from assent.llm.messages import reply, spoken
from assent.llm.scrubbing import is_passing, scrubbed
from assent.llm.tracing import quiet
from assent.records import Reply, Request

__all__ = ["RunnableModel"]

_NAMES = ("model_name", "model")


class RunnableModel:
    """Answers with a Runnable of the user's: a chat model, a chain, an agent of one call.

    The rules it gets end with the schema of the reply, since it cannot be held to one from
    here. Tools are bound where it can bind them.
    """

    def __init__(self, runnable: Runnable[Any, Any], name: str | None = None) -> None:
        self._runnable = runnable
        self._name = name or _name(runnable)

    @property
    def name(self) -> str:
        """Return the model's name, or that of the Runnable."""
        return self._name

    async def reply(self, request: Request) -> Reply:
        """Invoke the Runnable once.

        Raises:
            InvalidReplyError: What it returned is no text and no JSON data.
            ModelUnavailableError: It failed in a way that may pass.
            ModelError: It failed.
        """
        asked = self._runnable
        if request.tools and hasattr(asked, "bind_tools"):
            asked = asked.bind_tools(list(request.tools))
        try:
            with quiet():
                said = await asked.ainvoke(spoken(request, schema=True))
        except Exception as error:
            raise self._fault(error) from None
        if isinstance(said, AIMessage):
            return reply(said, self.name)
        return Reply(text=self._text(said), model=self.name)

    def _fault(self, error: Exception) -> ModelError:
        """Return what a failure of somebody else's code means, as far as it can be told."""
        if isinstance(error, ModelError):
            return error
        why = scrubbed(f"{type(error).__name__}: {error}")
        status = getattr(error, "status_code", None)
        passing = is_passing(status) if isinstance(status, int) else False
        if passing or isinstance(error, TimeoutError | ConnectionError):
            return ModelUnavailableError(self.name, why)
        return ModelError(self.name, why)

    def _text(self, said: Any) -> str:
        if isinstance(said, str):
            return said
        if isinstance(said, BaseModel):
            return said.model_dump_json()
        try:
            if isinstance(said, Mapping):
                return json.dumps(said, ensure_ascii=False)
        except (TypeError, ValueError):
            pass
        raise InvalidReplyError(self.name, f"it returned {type(said).__name__}, which is no text")


def _name(runnable: Runnable[Any, Any]) -> str:
    stated = (getattr(runnable, attribute, None) for attribute in _NAMES)
    return next((n for n in stated if isinstance(n, str) and n), None) or runnable.get_name()
