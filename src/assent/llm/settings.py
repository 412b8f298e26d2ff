"""The settings of a model service: an entry under ``models`` in practice.yaml, and the environment.

A key is never a setting. It comes from the environment variable that ``key_from`` names, so
that practice.yaml can be read, signed and sent to anybody.
"""

import os
import re
from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError

from assent.errors import ModelSettingError
from assent.llm.pricing import Prices
from assent.records import Record

__all__ = ["OPENAI", "Settings", "key", "settings"]

OPENAI = "https://api.openai.com/v1"
"""Where requests go when nothing says otherwise."""

_ENVIRONMENT = {"model": "OPENAI_MODEL", "base_url": "OPENAI_BASE_URL"}
_CHAT = "/chat/completions"


class Settings(Record):
    """One model of one OpenAI-compatible service.

    ``method`` is how the service is held to the schema: ``json_schema`` (strict),
    ``json_object`` (any JSON; the schema stands in the prompt) or ``tools`` (the answer is
    the arguments of a function). ``deadline`` is the seconds for one reply, all in all.
    """

    provider: str = "openai"
    model: str = Field(min_length=1, max_length=200)
    base_url: str = OPENAI
    method: Literal["json_schema", "json_object", "tools"] = "json_schema"
    temperature: float | None = Field(default=None, ge=0, le=2)
    max_tokens: int | None = Field(default=None, gt=0)
    prices: Prices = Prices()
    deadline: float = Field(default=120, gt=0, le=3600)
    key_from: str = Field(default="OPENAI_API_KEY", pattern=r"^[A-Z][A-Z0-9_]{0,63}$")

    @property
    def place(self) -> str:
        """Return the host that is asked, for messages."""
        return urlsplit(self.base_url).netloc

    @property
    def is_local(self) -> bool:
        """Tell whether this machine is asked, so that no proxy is in between."""
        return urlsplit(self.base_url).hostname in {"localhost", "127.0.0.1", "::1"}


def settings(given: Mapping[str, Any]) -> Settings:
    """Read the settings; the environment names what they leave out.

    Raises:
        ModelSettingError: A setting is missing, unknown or unusable.
    """
    found = {name: os.environ.get(variable) for name, variable in _ENVIRONMENT.items()}
    stated = {name: value for name, value in given.items() if value is not None}
    values = {**{name: value for name, value in found.items() if value}, **stated}
    if "model" not in values:
        raise ModelSettingError("model", "is missing", "Set it, or OPENAI_MODEL.")
    try:
        read = Settings.model_validate(values)
    except ValidationError as error:
        raise _unusable(error) from None
    return read.model_copy(update={"base_url": _address(read.base_url)})


def key(read: Settings) -> SecretStr | None:
    """Return the key from the environment, or None."""
    found = os.environ.get(read.key_from, "").strip()
    return SecretStr(found) if found else None


def _address(url: str) -> str:
    """Return the base address without what people paste after it."""
    plain = url.strip().rstrip("/").removesuffix(_CHAT)
    try:
        parts = urlsplit(plain)
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"\s", plain):
        raise ModelSettingError("base_url", "is no http address", f"Write it as {OPENAI}.")
    if parts.username or parts.password or parts.query:
        why = "carries a name, a password or a query"
        raise ModelSettingError("base_url", why, "Put the key into OPENAI_API_KEY instead.")
    return plain


def _unusable(error: ValidationError) -> ModelSettingError:
    """Return the first problem, without the value: a pasted key must not reach a message."""
    problem = error.errors(include_url=False, include_input=False)[0]
    name = ".".join(str(part) for part in problem["loc"]) or "model"
    if problem["type"] == "extra_forbidden":
        known = ", ".join(sorted(Settings.model_fields))
        remedy = f"Known are: {known}. A key belongs in the environment variable OPENAI_API_KEY."
        return ModelSettingError(name, "is unknown", remedy)
    return ModelSettingError(name, "is not usable", problem["msg"].rstrip(".") + ".")
