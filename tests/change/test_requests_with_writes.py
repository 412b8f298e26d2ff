"""A request may state its own writes; only a window is two moments."""

from assent.reading.request import read_request


def test_writes_are_kept_as_they_are_stated() -> None:
    request = read_request("record: harbour\nactions:\n- pointer: /a\n  value: [1, two]\n")

    assert request.actions == ({"pointer": "/a", "value": [1, "two"]},)
    assert request.other == {}


def test_anything_else_called_actions_is_a_field_nobody_knows() -> None:
    request = read_request("record: harbour\nactions: [restart, wait]\n")

    assert (request.actions, request.other) == ((), {"actions": "restart, wait"})


def test_only_a_window_joins_two_items_to_a_span() -> None:
    request = read_request(
        '{"systems": ["edge-1", "edge-2"], "window": ["2026-01-01T00:00Z", "2026-01-01T01:00Z"]}'
    )

    assert request.record == "edge-1, edge-2"
    assert request.window == "2026-01-01T00:00Z/2026-01-01T01:00Z"
