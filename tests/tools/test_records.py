"""Records are read by name and pointer; what cannot be read says why."""

import asyncio
import json

import pytest

from assent.errors import ToolError
from assent.tools.records import LARGEST

FLEET = '{"ferries": [{"id": "F-1", "a/b": 1}, {"id": "F-2"}], "night": {"desk": "North"}}'
DEPOT = "name: Depot\nstaff:\n  - Ada\n  - Bo\n"


def get(tool, name: str, pointer: str = "") -> str:
    return asyncio.run(tool.call({"name": name, "pointer": pointer}))


def test_a_record_is_read_by_any_form_of_its_name(over) -> None:
    tool = over("records.read", fleet__json=FLEET, notes__md="# no record")

    for name in ("fleet.json", "fleet"):
        assert get(tool, name, "/night") == 'fleet.json/night\n{\n "desk": "North"\n}'


def test_a_pointer_leads_through_lists_and_escapes(over) -> None:
    tool = over("records.read", fleet__json=FLEET)

    assert get(tool, "fleet", "/ferries/1/id") == 'fleet.json/ferries/1/id\n"F-2"'
    assert get(tool, "fleet", "/ferries/0/a~1b").endswith("\n1")


def test_yaml_is_read_as_json_is(over) -> None:
    assert get(over("records.read", depot__yaml=DEPOT), "depot", "/staff/1").endswith('\n"Bo"')


@pytest.mark.parametrize(
    ("name", "pointer", "why"),
    [
        ("trams", "", "there is no record 'trams'; there are: fleet.json"),
        ("../fleet.json", "", "there is no record"),
        ("fleet", "night", "is no JSON pointer"),
        ("fleet", "/ferries/9", "leads nowhere at '9'. It is a list of 2: /0 to /1"),
        ("fleet", "/ferries/01", "leads nowhere"),
        ("fleet", "/day", "leads nowhere at 'day'. Its parts: ferries, night"),
        ("fleet", "/night/desk/x", "leads nowhere at 'x'. It has no parts."),
    ],
)
def test_what_is_not_there_is_answered_with_what_is(over, name, pointer, why) -> None:
    with pytest.raises(ToolError) as refused:
        get(over("records.read", fleet__json=FLEET), name, pointer)

    assert why in refused.value.why


@pytest.mark.parametrize("text", ["{", '{"a": 1, "a": 2}', '{"a": NaN}', "[" * 100_000, "1" * 5000])
def test_broken_json_is_an_error_of_the_tool(over, text) -> None:
    with pytest.raises(ToolError, match="no usable JSON"):
        get(over("records.read", bad__json=text), "bad")


@pytest.mark.parametrize("text", ["a: *b\n", "a: 1\na: 2\n", "- a\n", "a: [\n", "a: 1\n" * 40_000])
def test_broken_yaml_is_an_error_of_the_tool(over, text) -> None:
    with pytest.raises(ToolError, match="no usable YAML"):
        get(over("records.read", bad__yml=text), "bad")


def test_two_records_of_one_name_must_be_told_apart(over) -> None:
    tool = over("records.read", fleet__json=FLEET, fleet__yaml=DEPOT)

    with pytest.raises(ToolError, match=r"means several records: fleet\.json, fleet\.yaml"):
        get(tool, "fleet")
    assert get(tool, "fleet.yaml").startswith("fleet.yaml\n")


def test_a_large_record_is_answered_with_the_names_of_its_parts(over) -> None:
    text = json.dumps({"log": "x" * 20_000, "owner": "Ada"})

    answer = get(over("records.read", big__json=text), "big")

    assert "too many to show. Its parts: log, owner" in answer
    assert len(answer) < LARGEST
