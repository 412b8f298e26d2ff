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

__all__ = ["FORM", "Cassette", "Exchange", "named", "read", "write"]

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


def read(path: Path, test: str = "") -> Cassette:
    """Read a cassette; ``test`` is the test it must belong to, if any.

    Raises:
        CassetteError: There is none, or it is not what a recording left.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CassetteError(named(path), "is not there", test) from None
    try:
        cassette = _loaded(text)
    except CassetteError as error:
        raise CassetteError(named(path), error.why, test) from None
    except (AttributeError, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise CassetteError(named(path), f"cannot be read ({error!r:.200})", test) from None
    if test and cassette.test != test:
        raise CassetteError(named(path), f"belongs to another test, {cassette.test!r}", test)
    return cassette


def write(path: Path, test: str, exchanges: Sequence[Exchange]) -> None:
    """Write a cassette, whole or not at all.

    Raises:
        CassetteError: A field that nobody listed, a secret, or text that YAML cannot keep.
    """
    try:
        kept = Cassette(test, tuple(_kept(exchange) for exchange in exchanges))
        text = _TOP + _dumped(kept)
        if _loaded(text) != kept:
            raise CassetteError("", "would not say what was recorded")
        if found := secrets_in(text):
            raise CassetteError("", f"would hold what must not be shown: {'; '.join(found[:5])}")
    except CassetteError as error:
        raise CassetteError(named(path), error.why, test) from None
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8", newline="\n")
    fresh.replace(path)


def named(path: Path) -> str:
    """Return a cassette's name for messages: its place, as seen from here."""
    place = path.absolute()
    return str(place.relative_to(Path.cwd()) if place.is_relative_to(Path.cwd()) else place)


# ---- what is kept ----------------------------------------------------------------------


def _kept(exchange: Exchange) -> Exchange:
    body = exchange.asked
    strange = sorted(set(body) - ASKED) if isinstance(body, Mapping) else ["(no JSON object)"]
    if strange:
        why = f"would keep '{strange[0]}' of a request, which is not listed as fit to keep"
        raise CassetteError("", why)
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
    shelf = Shelf({}, filter(None, (_opened(_copied(e.answered)) for e in cassette.exchanges)))
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
    shelf = Shelf(data, (each["answer"] for each in data["exchanges"] if "answer" in each))
    return Cassette(data["test"], tuple(_exchange(each, shelf) for each in data["exchanges"]))


def _plain(exchange: Exchange, shelf: Shelf) -> dict[str, Any]:
    body, said = _copied(exchange.asked), _copied(exchange.answered)
    if "messages" in body:
        body["messages"] = [_message(message, shelf) for message in body["messages"]]
    form = (body.get("response_format") or {}).get("json_schema")
    if form and isinstance(form.get("schema"), dict):
        form["schema"] = shelf.put_schema(form.get("name", "schema"), form["schema"])
    request = {"method": exchange.method, "path": exchange.path, "body": body}
    answer = _opened(said)
    if body.get("response_format"):
        body["response_format"] = _Flow(body["response_format"])
    response = _Flow(status=exchange.status, headers=exchange.headers, body=said)
    told = {"asked": str(place_of(exchange.asked)), "request": request, "response": response}
    return told if answer is None else {**told, "answer": answer}


def _message(message: dict[str, Any], shelf: Shelf) -> dict[str, Any]:
    content = message.get("content")
    said = shelf.put(content) if isinstance(content, str) else content
    return {"role": message.get("role"), **message, "content": said}


def _exchange(data: Mapping[str, Any], shelf: Shelf) -> Exchange:
    request, response = data["request"], data["response"]
    body, said = request["body"], response["body"]
    for message in body.get("messages", ()):
        message["content"] = shelf.take(message.get("content"))
    form = (body.get("response_format") or {}).get("json_schema")
    if form:
        form["schema"] = shelf.take_schema(form.get("schema"))
    if "answer" in data:
        _said(said)["content"] = _reply(data["answer"])
    status, headers = response["status"], response["headers"]
    return Exchange(request["method"], request["path"], body, status, headers, said)


def _opened(said: Any) -> Any:
    """Take the message out of an answer, parsed, where that loses not one character of it."""
    message = _said(said)
    try:
        data = json.loads(message["content"])
    except (KeyError, TypeError, ValueError):
        return None
    if not isinstance(data, dict) or _reply(data) != message["content"]:
        return None
    message["content"] = "(the answer below)"
    return data


def _said(answered: Any) -> dict[str, Any]:
    """Return the message of an answer that has one and only one."""
    choices = answered.get("choices") if isinstance(answered, dict) else None
    if not isinstance(choices, list) or len(choices) != 1 or not isinstance(choices[0], dict):
        return {}
    message = choices[0].get("message")
    return message if isinstance(message, dict) else {}


def _reply(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)


def _copied(data: Any) -> Any:
    return json.loads(json.dumps(data))


# ---- YAML ------------------------------------------------------------------------------

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Flow(dict[str, Any]):
    """Written on few lines: what no person reads line by line."""


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc] # it is Any
    """Texts of several lines are written as they are, line by line; nothing by reference."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: Any, text: str) -> Any:
    readable = all(c == "\n" or c.isprintable() for c in text)
    style = ("|" if text.strip("\n") and readable else '"') if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _flow(dumper: Any, data: _Flow) -> Any:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(_Flow, _flow)
