"""Whatever the layout of a JSON text, a change changes the data so, and nothing else."""

import json
from copy import deepcopy

from hypothesis import assume, given
from hypothesis import strategies as st

from assent.tools.json_text import change, parse
from assent.tools.pointer import MISSING, find, tokens, written

LEAVES = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=6)
KEYS = st.text(max_size=4)
VALUES = st.recursive(
    LEAVES, lambda v: st.lists(v, max_size=4) | st.dictionaries(KEYS, v, max_size=4), max_leaves=12
)
LAYOUTS = st.sampled_from(
    [{}, {"indent": 2}, {"indent": "\t"}, {"separators": (",", ":")}, {"indent": 1}]
)


def places(data: object, at: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return the way to every value inside, the outermost left out."""
    if isinstance(data, dict):
        inside = list(data.items())
    else:
        inside = [(str(i), v) for i, v in enumerate(data)] if isinstance(data, list) else []
    return [p for k, v in inside for p in ((*at, k), *places(v, (*at, k)))]


def changed(data: object, operation: str, at: tuple[str, ...], value: object) -> object:
    made = deepcopy(data)
    holder = find(made, at[:-1])
    key = int(at[-1]) if isinstance(holder, list) else at[-1]
    if operation == "remove":
        del holder[key]
    elif operation == "add" and isinstance(holder, list):
        holder.insert(key, value)
    else:
        holder[key] = value
    return made


@given(VALUES, LAYOUTS, st.data(), VALUES, st.booleans(), st.sampled_from(["replace", "remove"]))
def test_what_is_there_is_replaced_or_removed(data, layout, draw, value, ascii_only, how) -> None:
    assume(places(data))
    at = draw.draw(st.sampled_from(places(data)))
    text = json.dumps(data, ensure_ascii=ascii_only, **layout)

    assert parse(change(text, how, at, value)) == changed(data, how, at, value)


@given(VALUES, LAYOUTS, st.data(), VALUES, KEYS)
def test_something_is_added_to_any_object_or_array(data, layout, draw, value, key) -> None:
    holders = [p for p in ((), *places(data)) if isinstance(find(data, p), dict | list)]
    assume(holders)
    holder = draw.draw(st.sampled_from(holders))
    held = find(data, holder)
    assume(isinstance(held, list) or key not in held)
    last = key if isinstance(held, dict) else str(draw.draw(st.integers(0, len(held))))
    text = json.dumps(data, **layout)

    after = change(text, "add", (*holder, last), value)
    assert parse(after) == changed(data, "add", (*holder, last), value)


@given(VALUES, st.data(), LAYOUTS)
def test_a_value_put_back_gives_the_same_text(data, draw, layout) -> None:
    assume(places(data))
    at = draw.draw(st.sampled_from(places(data)))
    text = json.dumps(data, **layout)
    assume(not isinstance(find(data, at), dict | list | str))

    other = change(text, "replace", at, "another")
    assert change(other, "replace", at, find(data, at)) == text


@given(st.lists(KEYS, min_size=1, max_size=4))
def test_a_pointer_is_read_as_it_was_written(parts) -> None:
    assert tokens(written(parts)) == tuple(parts)


def test_what_is_not_there_is_missing() -> None:
    data = {"a": [1, {"b": None}]}

    assert find(data, ("a", "1", "b")) is None
    for nowhere in ("/x", "/a/2", "/a/01", "/a/-1", "/a/0/x", "/a/1/b/c"):
        assert find(data, tokens(nowhere)) is MISSING
