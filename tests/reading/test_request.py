"""Change requests come as JSON, as YAML, as a form, or as a sentence."""

from assent.reading.request import read_request


def test_json_and_yaml_say_the_same() -> None:
    json = read_request('{"id": "R-1", "ci": "ppud", "rollback": "set back", "odd": 3}')
    yaml = read_request("id: R-1\nci: ppud\nrollback: set back\nodd: 3\n")

    assert json == yaml
    assert (json.id, json.record, json.other) == ("R-1", "ppud", {"odd": "3"})


def test_a_list_of_two_moments_is_a_window() -> None:
    assert read_request('{"window": ["2025-02-12T02:00:00Z", "2025-02-12T03:00:00Z"]}').window == (
        "2025-02-12T02:00:00Z/2025-02-12T03:00:00Z"
    )


def test_a_form_is_read_by_its_fields() -> None:
    request = read_request(
        "# Change\n\n- **Change details:** Set the owner\n- **Rollback plan:** Undo\n"
    )

    assert (request.asks, request.rollback) == ("Set the owner", "Undo")


def test_plain_words_are_what_is_asked() -> None:
    assert read_request("Please set the owner of ticketing.\n").asks == (
        "Please set the owner of ticketing."
    )
