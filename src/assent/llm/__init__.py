"""The model behind one Protocol: offline, scripted, an OpenAI-compatible service, a Runnable."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from assent.errors import ModelSettingError, UnknownProviderError
from assent.ports import Model

__all__ = ["adapt", "connect"]

_PROVIDERS = {
    "offline": ("assent.llm.offline", "Offline"),
    "openai": ("assent.llm.openai", "OpenAICompatible"),
}


def connect(settings: Mapping[str, Any]) -> Model:
    """Return the model that an entry under ``models`` in practice.yaml names.

    Raises:
        UnknownProviderError: No such provider; names those that are known.
        ModelSettingError: A setting is missing, unknown or unusable.
    """
    provider = str(settings.get("provider", "offline"))
    if provider not in _PROVIDERS:
        raise UnknownProviderError(provider, sorted(_PROVIDERS))
    module, name = _PROVIDERS[provider]
    make: Callable[..., Model] = getattr(import_module(module), name)
    return make() if provider == "offline" else make(**settings)


def adapt(model: Any) -> Model:
    """Return a Model: what is given when it has a name and a reply, else a Runnable as one.

    Raises:
        ModelSettingError: It is neither.
    """
    if hasattr(model, "reply") and hasattr(model, "name"):
        found: Model = model
        return found
    if hasattr(model, "ainvoke"):
        module = import_module("assent.llm.runnable")  # imports langchain: only its users pay
        adapted: Model = module.RunnableModel(model)
        return adapted
    raise ModelSettingError(
        type(model).__name__,
        "is no model",
        "Give an object with 'name' and 'async def reply(request)', or a LangChain Runnable.",
    )
