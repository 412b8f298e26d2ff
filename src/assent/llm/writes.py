"""The writes a plan proposes without a model: as the request states them, or by plain patterns.

Recognised are sentences of these forms, over the record as it is (E is an environment; names
of fields go by their last part, whatever their case, hyphens and spaces):

- give the group G the level L [instead of M] in E
- remove the L access [of G] in E
- add R to E, remove R from E: the one list of plain texts there, such as reviewers
- add R to FIELD, remove R from FIELD
- set FIELD to VALUE [in E]

A form that fits no place of the record, or more than one, is not recognised: nothing is
guessed, and somebody is asked.
"""

import copy
import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from assent.llm.material import Material
from assent.llm.skeleton import Open
from assent.llm.tables import Row
from assent.reading.request import read_request

__all__ = ["unrecognised", "writes"]

_STATED = re.compile(r"- (?P<name>[\w ]+): (?P<value>.+)")
_ASK = re.compile(r"change \d+")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_WORDS = {"true": True, "false": False}
_LEVEL, _NAME = "level", "name"
_Place = tuple[str, ...]


class _Write(NamedTuple):
    operation: str
    place: _Place
    value: Any = None


def writes(known: Material) -> list[Row]:
    """Return the rows of the table of actions; none without a target to write to."""
    return _proposed(known)[0]


def unrecognised(known: Material) -> list[Open]:
    """Return a question for each part of the request that no row carries out."""
    owner = known.owner(known.task.role)
    return [
        Open(question=f"Which write carries out “{ask}”? No pattern fits the record.", owner=owner)
        for ask in _proposed(known)[1]
    ]


def _proposed(known: Material) -> tuple[list[Row], list[str]]:
    """Return the rows, and the parts of the request that gave none."""
    facts = dict(_facts(known.briefs.get("examination", "")))
    target, record = facts.get("target", ""), facts.get("record", "")
    asks = [value for name, value in facts.items() if _ASK.fullmatch(name)]
    if not target:
        return [], []
    stated = read_request(known.briefs.get("request", "")).actions
    if stated:
        return [_row({"target": target, "record": record, **_spelled(row)}) for row in stated], []
    data = _data(known.briefs.get("record", ""))
    rows: list[Row] = []
    left: list[str] = []
    for ask in asks:
        write = _recognised(ask, data)
        if write is None:
            left.append(ask)
            continue
        after = _applied(data, write)
        cells = {"target": target, "record": record, **_cells(write, after)}
        rows.append(_row(cells))
        data = after
    return rows, left


def _facts(examination: str) -> Iterator[tuple[str, str]]:
    for line in examination.partition("## Findings")[0].split("\n"):
        found = _STATED.fullmatch(line)
        if found and found["value"] != "not stated":
            yield found["name"], found["value"]


def _data(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _row(cells: dict[str, str]) -> Row:
    return Row(subject=cells.get("pointer", ""), cells=cells)


def _spelled(row: dict[str, Any]) -> dict[str, str]:
    """Return the cells of a row that a request states itself; its value becomes JSON."""
    cells = {name: str(value) for name, value in row.items() if value is not None}
    if "value" in row and row.get("operation") != "remove":
        cells["value"] = json.dumps(row["value"], ensure_ascii=False)
    return cells


def _cells(write: _Write, after: Any) -> dict[str, str]:
    """Return the cells of a recognised write, with what it must leave behind."""
    pointer = _pointer(write.place)
    cells = {"operation": write.operation, "pointer": pointer, "value": "", "validation": ""}
    if write.operation != "remove":
        cells["value"] = json.dumps(write.value, ensure_ascii=False)
        cells["validation"] = f"{pointer} is {cells['value']}"
    elif _at(after, write.place) is None:
        cells["validation"] = f"{pointer} is absent"
    return cells


# ---- patterns --------------------------------------------------------------------------


def _recognised(ask: str, data: Any) -> _Write | None:
    """Return the one write that a sentence means in this record, or None."""
    for pattern, read in _PATTERNS:
        found = pattern.fullmatch(ask.strip().rstrip("."))
        meant = list(read(found, data)) if found else []
        if len(meant) == 1:
            return meant[0]
    return None


def _given(found: re.Match[str], data: Any) -> Iterator[_Write]:
    for place, entry in _entries(data, found["place"]):
        held = str(entry[_LEVEL])
        if found["group"] in _texts(entry) and found["before"] in {None, held}:
            yield _Write("replace", (*place, _LEVEL), found["value"])


def _withdrawn(found: re.Match[str], data: Any) -> Iterator[_Write]:
    for place, entry in _entries(data, found["place"]):
        if entry[_LEVEL] == found["value"] and (
            found["group"] is None or found["group"] in _texts(entry)
        ):
            yield _Write("remove", place)


def _added(found: re.Match[str], data: Any) -> Iterator[_Write]:
    for place, items in _lists(data, found["place"]):
        if found["value"] not in items:
            yield _Write("add", (*place, str(len(items))), found["value"])


def _dropped(found: re.Match[str], data: Any) -> Iterator[_Write]:
    for place, items in _lists(data, found["place"]):
        if found["value"] in items:
            yield _Write("remove", (*place, str(items.index(found["value"]))))


def _set(found: re.Match[str], data: Any) -> Iterator[_Write]:
    for place, held in _walk(data):
        if place and not isinstance(held, dict | list) and _same(place[-1], found["field"]):
            value = _like(held, found["value"])
            if value is not None and value != held:
                yield _Write("replace", place, value)


def _set_within(found: re.Match[str], data: Any) -> Iterator[_Write]:
    for place, within in _environments(data, found["place"]):
        for write in _set(found, within):
            yield write._replace(place=(*place, *write.place))


_Read = Callable[[re.Match[str], Any], Iterator[_Write]]
_PATTERNS: tuple[tuple[re.Pattern[str], _Read], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), read)
    for pattern, read in (
        (
            r"give (?:the )?(?:group )?(?P<group>\S+) the level (?P<value>\S+)"
            r"(?: instead of (?P<before>\S+))? in (?P<place>.+)",
            _given,
        ),
        (
            r"remove the (?P<value>\S+) access(?: of (?P<group>\S+))? (?:in|from) (?P<place>.+)",
            _withdrawn,
        ),
        (r"add (?:the )?(?:reviewer )?(?P<value>\S+) to (?P<place>.+)", _added),
        (r"remove (?:the )?(?:reviewer )?(?P<value>\S+) from (?P<place>.+)", _dropped),
        (r"set (?:the )?(?P<field>.+?) to (?P<value>.+?) in (?P<place>.+)", _set_within),
        (r"set (?:the )?(?P<field>.+?) to (?P<value>(?:(?! in ).)+)", _set),
    )
)


# ---- places in a record ----------------------------------------------------------------


def _entries(data: Any, name: str) -> Iterator[tuple[_Place, dict[str, Any]]]:
    """Yield everything with a level in the part of a record of that name."""
    for place, within in _environments(data, name):
        for inner, held in _walk(within):
            if isinstance(held, dict) and isinstance(held.get(_LEVEL), str):
                yield (*place, *inner), held


def _lists(data: Any, name: str) -> Iterator[tuple[_Place, list[Any]]]:
    """Yield the lists of plain texts in the part of that name, or of that name themselves."""
    for place, within in _environments(data, name):
        for inner, held in _walk(within):
            if isinstance(held, list) and held and all(isinstance(item, str) for item in held):
                yield (*place, *inner), held
    for place, held in _walk(data):
        if isinstance(held, list) and place and _same(place[-1], name):
            yield place, held


def _environments(data: Any, name: str) -> Iterator[tuple[_Place, Any]]:
    """Yield the parts of a record that call themselves by the name."""
    for place, held in _walk(data):
        if place and isinstance(held, dict) and _same(str(held.get(_NAME, "")), name):
            yield place, held


def _walk(data: Any, place: _Place = ()) -> Iterator[tuple[_Place, Any]]:
    yield place, data
    inner: Any = ()
    if isinstance(data, dict):
        inner = data.items()
    elif isinstance(data, list):
        inner = enumerate(data)
    for key, value in inner:
        yield from _walk(value, (*place, str(key)))


def _texts(entry: dict[str, Any]) -> set[str]:
    """Return the texts of an entry besides its level: what it may be called by."""
    return {v for k, v in entry.items() if isinstance(v, str) and k != _LEVEL}


def _same(name: str, said: str) -> bool:
    """Tell whether a name is what was said, whatever its case, hyphens and spaces."""
    plain = [re.sub(r"[\s_-]+", "-", text.strip().lower()) for text in (name, said)]
    return bool(plain[0]) and plain[0] == plain[1]


def _like(held: Any, said: str) -> Any:
    """Return a value of the kind that the record holds there, or None when it is none."""
    if isinstance(held, bool):
        return _WORDS.get(said.lower())
    if isinstance(held, int | float):
        return json.loads(said) if _NUMBER.fullmatch(said) else None
    return said.strip("“”\"'") if isinstance(held, str) else None


def _pointer(place: _Place) -> str:
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in place)


def _at(data: Any, place: _Place) -> Any:
    for part in place:
        if isinstance(data, list):
            data = data[int(part)] if part.isdigit() and int(part) < len(data) else None
        else:
            data = data.get(part) if isinstance(data, dict) else None
    return data


def _applied(data: Any, write: _Write) -> Any:
    """Return the record as the write leaves it, so that the next one is read over that."""
    after = copy.deepcopy(data)
    holder, last = _at(after, write.place[:-1]), write.place[-1]
    key: Any = int(last) if isinstance(holder, list) else last
    if write.operation == "remove":
        del holder[key]
    elif write.operation == "add" and isinstance(holder, list):
        holder.insert(key, write.value)
    else:
        holder[key] = write.value
    return after
