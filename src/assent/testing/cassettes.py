"""A cassette: recorded exchanges with a model service, as YAML that a person can review.

Bodies are kept parsed. Of a response, listed headers and fields are kept and nothing else; of
a request the method, the path and the body, whose fields must all be listed. What is
written was read back before and says the same, holds no secret, and is otherwise refused.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from assent.errors import CassetteError
from assent.testing.places import place_of
from assent.testing.scanning import secrets_in
from assent.testing.shelves import Shelf

__all__ = ["FORM", "Cassette", "Exchange", "read", "write"]

FORM = 1
"""The form of the files; one of another form is refused."""

HEADERS = ("content-type", "retry-after")
"""The headers of a response that are kept."""

ASKED = frozenset(
    "messages model response_format temperature max_tokens max_completion_tokens tools "
    "tool_choice stream stream_options parallel_tool_calls seed".split()
)
"""The fields that the body of a request may have."""

ANSWERED: Mapping[str, Any] = {
    "object": ...,
    "model": ...,
    "choices": {
        "index": ...,
        "finish_reason": ...,
        "message": {"role": ..., "content": ..., "refusal": ..., "tool_calls": ...},
    },
    "usage": {
        "prompt_tokens": ...,
        "completion_tokens": ...,
        "total_tokens": ...,
        "prompt_tokens_details": {"cached_tokens": ...},
    },
    "error": {"message": ..., "type": ..., "code": ..., "param": ...},
}
"""The fields of an answer that are kept; ``...`` keeps what is below as it is."""

_TOP = """\
# Recorded exchanges with a model service, made and changed by ASSENT_RECORD, not by hand.
# They prove how requests are sent and replies are read. They do not prove that a model
# would answer so: the offline model answered. See docs/how-to/recorded-runs.md.
"""


class Exchange(NamedTuple):
    """One request and the answer to it. ``answered`` is parsed JSON, or text that is none."""

    method: str
    path: str
    asked: Any
    status: int
    headers: dict[str, str]
    answered: Any


class Cassette(NamedTuple):
    """The exchanges of one test, which is named by pytest's id; none for a program."""

    test: str
    exchanges: tuple[Exchange, ...]


# ---- the file --------------------------------------------------------------------------


def read(path: Path) -> Cassette:
    """Read a cassette.

    Raises:
        CassetteError: There is none, or it is not what a recording left.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CassetteError(path.name, "is not there") from None
    try:
        return _loaded(text)
    except CassetteError as error:
        raise CassetteError(path.name, error.why) from None
    except (KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise CassetteError(path.name, f"cannot be read ({error})") from None


def write(path: Path, test: str, exchanges: Sequence[Exchange]) -> None:
    """Write a cassette, in one go.

    Raises:
        CassetteError: A field that nobody listed, a secret, or text that YAML cannot keep.
    """
    kept = tuple(_kept(exchange, path.name) for exchange in exchanges)
    text = _TOP + _dumped(Cassette(test, kept))
    if _loaded(text) != Cassette(test, kept):
        raise CassetteError(path.name, "would not say what was recorded")
    if found := secrets_in(text):
        raise CassetteError(path.name, f"would hold what must not be shown: {found[0]}")
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8", newline="\n")
    fresh.replace(path)


# ---- what is kept ----------------------------------------------------------------------


def _kept(exchange: Exchange, name: str) -> Exchange:
    body = exchange.asked
    strange = sorted(set(body) - ASKED) if isinstance(body, Mapping) else ["(no JSON object)"]
    if strange:
        why = f"would keep '{strange[0]}' of a request, which is not listed as fit to keep"
        raise CassetteError(name, why)
    headers = {key: exchange.headers[key] for key in HEADERS if key in exchange.headers}
    return exchange._replace(headers=headers, answered=_listed(exchange.answered, ANSWERED))


def _listed(value: Any, fields: Any) -> Any:
    if isinstance(value, list):
        return [_listed(each, fields) for each in value]
    if fields is ... or not isinstance(value, dict):
        return value
    return {name: _listed(value[name], fields[name]) for name in fields if name in value}


# ---- its form --------------------------------------------------------------------------


def _dumped(cassette: Cassette) -> str:
    shelf = Shelf()
    exchanges = [_plain(exchange, shelf) for exchange in cassette.exchanges]
    stored = shelf.plain()
    if schemas := stored.pop("schemas", None):
        stored["schemas"] = {name: _Flow(schema) for name, schema in schemas.items()}
    data = {"form": FORM, "test": cassette.test, "exchanges": exchanges, **stored}
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


def _loaded(text: str) -> Cassette:
    data = yaml.load(text, Loader=_LOADER)
    if not isinstance(data, dict) or data.get("form") != FORM:
        raise CassetteError("", f"is not of form {FORM}; record it again")
    shelf = Shelf(data)
    return Cassette(data["test"], tuple(_exchange(each, shelf) for each in data["exchanges"]))


def _plain(exchange: Exchange, shelf: Shelf) -> dict[str, Any]:
    body = json.loads(json.dumps(exchange.asked))
    for message in body.get("messages", ()):
        if isinstance(message.get("content"), str):
            message["content"] = shelf.put(message["content"])
    form = (body.get("response_format") or {}).get("json_schema")
    if form and isinstance(form.get("schema"), dict):
        form["schema"] = shelf.put_schema(form.get("name", "schema"), form["schema"])
    request = {"method": exchange.method, "path": exchange.path, "body": body}
    response = {"status": exchange.status, "headers": exchange.headers}
    answered = _opened(exchange.answered)
    place = str(place_of(exchange.asked))
    return {"asked": place, "request": request, "response": {**response, "body": answered}}


def _exchange(data: Mapping[str, Any], shelf: Shelf) -> Exchange:
    request, response = data["request"], data["response"]
    body = request["body"]
    for message in body.get("messages", ()):
        message["content"] = shelf.take(message.get("content"))
    form = (body.get("response_format") or {}).get("json_schema")
    if form:
        form["schema"] = shelf.take_schema(form.get("schema"))
    answered = _closed(response["body"])
    status, headers = response["status"], response["headers"]
    return Exchange(request["method"], request["path"], body, status, headers, answered)


def _opened(answered: Any) -> Any:
    """Return an answer with its message parsed, where that loses not one character of it."""
    copy = json.loads(json.dumps(answered))
    for message in _messages(copy):
        try:
            data = json.loads(message["content"])
        except (KeyError, TypeError, ValueError):
            continue
        if isinstance(data, dict) and _reply(data) == message["content"]:
            message["content"] = {"json": data}
    return copy


def _closed(answered: Any) -> Any:
    for message in _messages(answered):
        content = message.get("content")
        if isinstance(content, dict):
            message["content"] = _reply(content["json"])
    return answered


def _messages(answered: Any) -> list[dict[str, Any]]:
    choices = answered.get("choices") if isinstance(answered, dict) else None
    found = [c.get("message") for c in choices or () if isinstance(c, dict)]
    return [message for message in found if isinstance(message, dict)]


def _reply(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)


# ---- YAML ------------------------------------------------------------------------------

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Flow(dict[str, Any]):
    """Written on few lines: a schema is made by code, and nobody reads it line by line."""


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc] # it is Any
    """Texts of several lines are written as they are, line by line; nothing by reference."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: Any, text: str) -> Any:
    plain = "\n" in text and all(c == "\n" or c.isprintable() for c in text)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if plain else None)


def _flow(dumper: Any, data: _Flow) -> Any:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(_Flow, _flow)
