"""How a cassette is laid out as YAML: texts as they are, line by line, each of them once."""

import json
from collections.abc import Mapping
from typing import Any

import yaml

from assent.errors import CassetteError
from assent.testing.exchanges import Cassette, Exchange
from assent.testing.places import place_of
from assent.testing.shelves import Shelf

__all__ = ["FORM", "dumped", "loaded"]

FORM = 1
"""The form of the files; one of another form is refused."""

_TOP = """\
# Recorded exchanges with a model service, made and changed by ASSENT_RECORD, not by hand.
# They prove how requests are sent and replies are read. They do not prove that a model
# would answer so: the offline model answered. See docs/how-to/recorded-runs.md.
"""


def dumped(cassette: Cassette) -> str:
    """Return a cassette as the text of its file."""
    shelf = Shelf({}, filter(None, (_opened(_copied(e.answered)) for e in cassette.exchanges)))
    exchanges = [_plain(exchange, shelf) for exchange in cassette.exchanges]
    stored = shelf.plain()
    if schemas := stored.pop("schemas", None):
        stored["schemas"] = {name: _Flow(schema) for name, schema in schemas.items()}
    data = {"form": FORM, "test": cassette.test, "exchanges": exchanges, **stored}
    told = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return f"{_TOP}{told}"


def loaded(text: str) -> Cassette:
    """Return the cassette that a file holds.

    Raises:
        CassetteError: The file is of another form, or was changed by hand.
    """
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
