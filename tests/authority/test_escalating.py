"""Who is asked when the one asked does not answer."""

from assent.authority import chain
from assent.records import Role


def cards(**above):
    ids = {name.replace("_", "-"): to for name, to in above.items()}
    return {i: Role(id=i, title=i, serves="x", escalates_to=to) for i, to in ids.items()}


def test_the_chain_climbs_to_the_top() -> None:
    roles = cards(
        change_representative="cm-manager",
        cm_manager="cm-practice-owner",
        cm_practice_owner="senior-leadership",
        senior_leadership=None,
    )

    assert chain("change-representative", roles) == (
        "cm-manager",
        "cm-practice-owner",
        "senior-leadership",
    )


def test_a_circle_ends_where_it_would_repeat() -> None:
    roles = cards(a="b", b="c", c="a")

    assert chain("a", roles) == ("b", "c")
    assert chain("b", cards(a="b", b="b")) == ()


def test_a_role_without_a_card_is_still_named() -> None:
    assert chain("a", cards(a="nobody")) == ("nobody",)
    assert chain("unknown", {}) == ()
