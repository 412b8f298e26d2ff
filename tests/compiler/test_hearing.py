"""What a role hears of those who spoke before it in its step."""

from assent.compiler.hearing import contribution_text
from assent.compiler.interest import interest
from assent.compiler.sharing import Share
from assent.records import Column, Need, Role, Section, Table

REQUIREMENTS = Table(
    name="requirements",
    title="Requirements",
    rows="needs",
    columns=(Column(name="requirement", title="R"), Column(name="test", title="T")),
)
NEEDS = Section(id="needs", title="Needs", each=True, table=REQUIREMENTS)
FRAME = Section(id="frame", title="Frame")
PILOT = Role(
    id="pilot",
    title="Pilot",
    serves="all",
    needs=(Need(title="Radio", text="It must work.", words=("radio",)),),
)
LISTENING = interest(PILOT, Share(owned=(), parts=(NEEDS,)))


def said(section: str, text: str, *requirements: str) -> str:
    rows = [{"requirement": words, "test": "Somebody looks."} for words in requirements]
    data = {
        "sections": [{"id": section, "markdown": text}],
        "tables": {"requirements": rows} if requirements else {},
    }
    return contribution_text(data, (FRAME, NEEDS), LISTENING)


def test_rows_are_heard_by_what_they_say() -> None:
    heard = said("needs", "I come at night.", "Berths must be lit.")

    assert "- Berths must be lit." in heard
    assert "Somebody looks." not in heard


def test_of_the_text_the_lines_that_bear_on_the_hearer_are_heard() -> None:
    heard = said("needs", "I come at night.\nMy radio is old.", "Berths must be lit.")

    assert heard.startswith("## Needs\nMy radio is old.\n[…]\n")


def test_who_wrote_no_rows_is_heard_by_the_first_sentence_too() -> None:
    heard = said("needs", "I come at night. It is dark.\nMy radio is old.")

    assert heard == "## Needs\nI come at night.\nMy radio is old.\n[…]\n"


def test_what_one_role_writes_for_all_is_heard_as_it_stands() -> None:
    assert said("frame", "One line.\nAnother.") == "## Frame\nOne line.\nAnother.\n"


def test_a_position_is_heard_whole() -> None:
    position = {"stance": "counter", "statement": "Not at night."}
    data = {"sections": [], "tables": {}, "position": position}

    assert contribution_text(data, (), LISTENING) == "Position: counter\n\nNot at night.\n"
