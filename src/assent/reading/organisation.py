"""practice.yaml: the organisation, its people, and the roles that only people hold."""

from typing import Any, NamedTuple

from assent.reading.calendar import read_calendar
from assent.reading.data import Data, parse
from assent.reading.frontmatter import check_keys
from assent.reading.margin import Margin
from assent.reading.names import Cast
from assent.reading.reading import Reading
from assent.reading.role import check_references
from assent.reading.source import decode
from assent.records import Framework, Organisation, Person, Record, Role

__all__ = ["Manifest", "finish", "manifest"]

_LARGEST = 96 * 1024
_KEYS = set(Organisation.model_fields) - {"extra"}
_ELSEWHERE = {"targets", "change"}  # read by those who govern change
_KINDS: dict[str, type[Record]] = {"people": Person, "roles": Role, "frameworks": Framework}


class Manifest(NamedTuple):
    """practice.yaml as read by itself, before the roles that have cards are known."""

    path: str
    organisation: Organisation | None
    data: Data | None
    margin: Margin


def manifest(source: bytes, path: str) -> Manifest:
    """Read practice.yaml; what is wrong with it goes to its margin."""
    margin = Margin(path)
    text = decode(source, margin)
    data = None if text is None else parse(text, 1, margin, largest=_LARGEST)
    return Manifest(path, _organisation(data, margin) if data else None, data, margin)


def finish(found: Manifest, cast: Cast) -> Reading:
    """Check the names in practice.yaml against everybody who is known."""
    path, organisation, data, margin = found
    if organisation and data:
        _check_shared(organisation, data, margin)
    if organisation and data and cast.known:
        _check_people(organisation, data, cast, margin)
    return Reading(path=path, kind="practice", organisation=organisation, findings=margin.findings)


def _organisation(data: Data, margin: Margin) -> Organisation | None:
    check_keys(data, _KEYS | _ELSEWHERE, ("id", "title"), margin, kept=True)
    values: dict[str, Any] = {k: v for k, v in data.values.items() if k in _KEYS and v is not None}
    values["extra"] = {k: v for k, v in data.values.items() if k not in _KEYS}
    for key, kind in _KINDS.items():
        if key in values:
            values[key] = _items(key, kind, data, margin)
    values["calendar"] = read_calendar(data, margin)
    if not (values.get("id") and values.get("title")):
        return None
    return data.record(Organisation, values, margin)


def _items(key: str, kind: type[Record], data: Data, margin: Margin) -> tuple[Record, ...]:
    """Read a list of things with ids; one that is wrong does not hide the others."""
    stated = data.values[key]
    if not isinstance(stated, list):
        why = f"write a list of {key}, each with an id"
        margin.write("value-invalid", *data.place(key), f"{key!r} is no list.", why=why)
        return ()
    made: list[Record] = []
    seen: set[str] = set()
    for index, value in enumerate(stated):
        name = str(value.get("id")) if isinstance(value, dict) else ""
        if name in seen:
            message = f"There are two {key} of the id {name!r}."
            margin.write("id-duplicate", *data.place(key, index), message)
            continue
        seen.add(name)
        extra = {"kind": "person"} if kind is Role and isinstance(value, dict) else {}
        item = data.record(kind, {**value, **extra} if extra else value, margin, key, index)
        if item:
            made.append(item)
    return tuple(made)


def _check_people(found: Organisation, data: Data, cast: Cast, margin: Margin) -> None:
    """Write names in practice.yaml that mean no role, and groups without members."""
    for row, person in enumerate(found.people):
        for column, role in enumerate(person.roles):
            if role not in cast.roles:
                place = data.place("people", row, "roles", column)
                message = f"{person.name} holds {role!r}, which is no role of this practice."
                suggestion = cast.suggestion(role)
                margin.write("person-role-unknown", *place, message, suggestion=suggestion)
    for row, role_ in enumerate(found.roles):
        check_references(role_, data, cast, margin, "roles", row)
    for group, members in found.groups.items():
        if not members:
            place = data.place("groups", group)
            margin.write("group-empty", *place, f"The group {group!r} has no members.")
        _check_members(("groups", group), members, data, cast, margin)
    for name, phrases in found.generic.items():
        _check_members(("generic", name), phrases, data, cast, margin)
    _check_signers(found, data, cast, margin)


def _check_signers(found: Organisation, data: Data, cast: Cast, margin: Margin) -> None:
    """Write names under signers that mean no role, and roles that decide nothing to sign."""
    for index, name in enumerate(found.signers):
        place = data.place("signers", index)
        if name not in cast.roles:
            message = f"{name!r} is no role of this practice."
            margin.write("role-unknown", *place, message, suggestion=cast.suggestion(name))
        elif not cast.roles[name].decides:
            message = f"{name!r} decides no class of matters, and so signs nothing."
            margin.write("signer-decides-nothing", *place, message, role=name)


def _check_shared(found: Organisation, data: Data, margin: Margin) -> None:
    """Write accounts and keys that two people have: one could act as the other unseen."""
    owners: dict[tuple[str, str], str] = {}
    for row, person in enumerate(found.people):
        for field, values in (("accounts", person.accounts), ("keys", person.keys)):
            for column, value in enumerate(values):
                owner = owners.setdefault((field, value), person.id)
                if owner != person.id:
                    place = data.place("people", row, field, column)
                    message = f"{person.name} has the same {field[:-1]} as {owner!r}."
                    margin.write("person-not-told-apart", *place, message)


def _check_members(
    at: tuple[str, str], names: tuple[str, ...], data: Data, cast: Cast, margin: Margin
) -> None:
    for index, name in enumerate(names):
        if name not in cast.roles and name not in cast.groups:
            message = f"{name!r} is no role of this practice."
            suggestion = cast.suggestion(name)
            margin.write("role-unknown", *data.place(*at, index), message, suggestion=suggestion)
