"""The model behind one Protocol: offline, scripted, and later any service."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from assent.errors import UnknownProviderError
from assent.ports import Model

__all__ = ["connect"]

_PROVIDERS = {"offline": ("assent.llm.offline", "Offline")}


def connect(settings: Mapping[str, Any]) -> Model:
    """Return the model that an entry under ``models`` in practice.yaml names.

    Raises:
        UnknownProviderError: No such provider; names those that are known.
    """
    provider = str(settings.get("provider", "offline"))
    if provider not in _PROVIDERS:
        raise UnknownProviderError(provider, sorted(_PROVIDERS))
    module, name = _PROVIDERS[provider]
    make: Callable[[], Model] = getattr(import_module(module), name)
    return make()
