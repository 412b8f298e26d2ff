"""Rows of a plan's table are read strictly: what is missing or unknown is refused."""

import pytest

from assent.errors import ProposalError
from assent.records import Target
from assent.runner.rows import proposal_of

GIT = Target(name="records", kind="git", settings={"records": "r/{record}.yaml"})
ROWS = Target(name="services", kind="sqlite", settings={})
KNOWN = {"level": ["viewer", "operator"], "reviewers": ["crew"]}
ROW = {
    "record": "harbour",
    "operation": "replace",
    "pointer": "/access/0/level",
    "value": '"viewer"',
    "validation": "",
}


def proposed(target: Target = GIT, **changed: str):
    return proposal_of({**ROW, **changed}, target, KNOWN, 1)


def test_a_row_says_path_operation_pointer_and_value() -> None:
    assert proposed().arguments == {
        "path": "r/harbour.yaml",
        "operation": "replace",
        "pointer": "/access/0/level",
        "value": "viewer",
    }


@pytest.mark.parametrize(
    ("spelled", "value"),
    [("true", True), ("3", 3), ("null", None), ('""', ""), ("none", "none"), ("`x y`", "x y")],
)
def test_a_value_is_json_or_a_bare_text(spelled, value) -> None:
    assert proposed(pointer="/supplier", value=spelled).arguments["value"] == value


@pytest.mark.parametrize(
    ("validation", "stated"),
    [
        ("", None),
        ("/a is absent", {"pointer": "/a"}),
        ('/a is "absent"', {"pointer": "/a", "value": "absent"}),
        ("/a is null", {"pointer": "/a", "value": None}),
        ('/a is {"b": [1]}', {"pointer": "/a", "value": {"b": [1]}}),
    ],
)
def test_a_stated_validation_is_a_place_and_what_it_holds(validation, stated) -> None:
    assert proposed(validation=validation).stated == stated


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"value": ""}, "has no value"),
        ({"value": "{broken"}, "is no JSON"),
        ({"pointer": "level"}, "no JSON pointer"),
        ({"pointer": ""}, "no JSON pointer"),
        ({"validation": "it works"}, "neither"),
        ({"value": '"god"'}, "'god' is not known for 'level'"),
        ({"value": "null"}, "None is not known"),
        ({"pointer": "/access/-", "value": '{"level": "god"}'}, "'god' is not known"),
        ({"pointer": "/access", "value": '[{"level": "god"}]'}, "'god' is not known"),
        ({"pointer": "/reviewers/-", "value": "me"}, "'me' is not known for 'reviewers'"),
    ],
)
def test_what_cannot_be_read_or_is_not_known_is_refused(changed, why) -> None:
    with pytest.raises(ProposalError, match="row 1: ") as refused:
        proposed(**changed)

    assert why in str(refused.value)


def test_a_row_of_a_database_is_a_table_and_a_column() -> None:
    proposal = proposed(ROWS, pointer="/services/owner", value="quay")

    assert proposal.tool == "sqlite-row"
    assert proposal.arguments == {
        "table": "services",
        "key": "harbour",
        "changes": {"owner": "quay"},
    }


def test_a_validation_that_nobody_would_look_at_is_refused() -> None:
    with pytest.raises(ProposalError, match="no stated validation"):
        proposed(ROWS, pointer="/services/owner", value="quay", validation="/owner is 1")
