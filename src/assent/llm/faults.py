"""What went wrong with a service, as one of our own errors: a sentence that names the remedy.

Nothing of a request and nothing of a key is in it. What the service said is cut short,
shown on one line, and scrubbed of whatever looks like a key.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import openai

from assent.errors import InvalidReplyError, ModelError, ModelUnavailableError
from assent.llm.scrubbing import is_passing, scrubbed
from assent.llm.settings import Settings

__all__ = ["fault", "retry_after"]

_QUOTA = frozenset({"insufficient_quota", "billing_hard_limit_reached"})


def fault(error: Exception, settings: Settings, secret: str) -> ModelError:
    """Return the error that a failure of the client means."""
    name = settings.model
    if isinstance(error, ModelError):
        return error
    if isinstance(error, openai.APITimeoutError | TimeoutError):
        return ModelUnavailableError(name, f"no reply within {settings.deadline:g} seconds")
    if isinstance(error, openai.APIStatusError):
        return _refused(error, settings, secret)
    if isinstance(error, openai.APIConnectionError):
        why = f"the connection to {settings.place} failed ({_cause(error)}); look at 'base_url'"
        return ModelUnavailableError(name, why)
    if isinstance(error, openai.OpenAIError):
        return ModelError(name, scrubbed(str(error), secret))
    return InvalidReplyError(name, f"the response cannot be read ({type(error).__name__})")


def _cause(error: BaseException) -> str:
    """Return the name of the failure at the bottom; wrappers say less than what they wrap."""
    while error.__cause__ is not None:
        error = error.__cause__
    return type(error).__name__


def _refused(error: openai.APIStatusError, settings: Settings, secret: str) -> ModelError:
    """Return what a status says: whether asking again helps, and which setting to look at."""
    name, status = settings.model, error.status_code
    said = scrubbed(_message(error), secret)
    if is_passing(status) and not _QUOTA & {error.code, error.type}:
        wait = retry_after(error.response.headers)
        asks = f" and asks to wait {wait:g} seconds" if wait else ""
        why = f"the service answers {status}{asks}" + (f" ({said})" if said else "")
        return ModelUnavailableError(name, why, retry_after=wait)
    return ModelError(name, _remedy(status, error.code, settings) + (f" ({said})" if said else ""))


def _remedy(status: int, code: str | None, settings: Settings) -> str:
    place = settings.place
    known = {
        401: f"{place} does not accept the key; set {settings.key_from}",
        402: f"the account at {place} has nothing left to spend",
        403: f"{place} does not allow this key to use the model; look at {settings.key_from} "
        "and at 'model'",
        404: f"{place} does not know the model or the address; look at 'model' and 'base_url'",
        413: "the request is too large for the service; give the step less to read",
        429: f"the account at {place} has nothing left to spend",
    }
    if code == "content_filter":
        return "the content filter of the service refused the request"
    if code == "context_length_exceeded":
        return "the request is longer than the model can read; give the step less to read"
    if status in range(300, 400):
        return f"{place} sends us elsewhere ({status}); correct 'base_url'"
    return known.get(status, f"the service refused the request ({status}); look at 'method'")


def _message(error: openai.APIStatusError) -> str:
    """Return what the service says itself; a page of HTML says nothing to a reader."""
    said = error.body.get("message") if isinstance(error.body, Mapping) else None
    return said if isinstance(said, str) else ""


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return how many seconds a response asks to wait, stated as seconds or as a date."""
    stated = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d{1,3})?", stated):
        return float(stated)
    until, now = _date(stated), _date(headers.get("date", ""))
    if until is None:
        return None
    return max((until - (now or datetime.now(UTC))).total_seconds(), 0)


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
