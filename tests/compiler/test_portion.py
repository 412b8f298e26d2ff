"""What bears on a role's part is shown to it, and what bears on nobody's to the first."""

from assent.compiler.interest import interest
from assent.compiler.seeing import View
from assent.compiler.sharing import Share
from assent.reading.document import parse
from assent.records import Need, Question, Role, Section

NOTICE = Question(text="How much notice is given?", words=("notice",))
POLICY = """\
# Harbour policy

*Drafted without a model.*

## Notice

*Written by Harbour master.*

A vessel gives notice of a day.

## Fees

A berth costs what the list says.

## Storms

In a storm the pilot decides.

## Traceability

| Ref | Requirement | Section |
|---|---|---|
| REQ-1 | Skippers must learn of a berth in time. | fees |
| REQ-2 | A pilot must be called early. | storms |

## Constraints

| Id | Section | Constraint |
|---|---|---|
| TC-1 | storms | The radio fails. |
| TC-2 | fees | The list is on paper. |
"""
BRIEF = "# Brief\n\n## Berths\n\n- Notice is a day.\n- Berths cost money.\n- Gulls are loud.\n"


def looking(*questions: Question):
    section = Section(id="answers", title="Answers", questions=questions)
    role = Role(id="clerk", title="Clerk", serves="all")
    return interest(role, Share(owned=(section,), parts=()))


def needing(*needs: Need):
    section = Section(id="needs", title="Needs", each=True)
    role = Role(id="skipper", title="Skipper", serves="all", needs=needs)
    return interest(role, Share(owned=(), parts=(section,)))


def asked(*words: str) -> Question:
    return Question(text="?", words=words)


def seen(view: View, *named: str):
    return parse(view.of_draft(parse(POLICY), named))


def shown(view: View, *named: str) -> list[str]:
    return [section.title for section in seen(view, *named).sections if section.text]


def test_a_role_is_shown_the_passages_that_hold_a_word_of_its_questions() -> None:
    view = View(looking(NOTICE))

    assert view.of_text(BRIEF) == "# Brief\n## Berths\n- Notice is a day.\n\n[…]"


def test_two_telling_words_of_a_question_are_as_good_as_one_that_is_listed() -> None:
    question = Question(text="Are gulls loud?", words=("feather",))

    assert "- Gulls are loud." in View(looking(question)).of_text(BRIEF)


def test_needs_are_looked_for_where_each_role_speaks_for_its_own() -> None:
    view = View(needing(Need(title="Money", text="A berth must be paid.", words=("cost",))))

    assert view.of_text(BRIEF) == "# Brief\n## Berths\n[…]\n- Berths cost money."


def test_what_bears_on_nobody_is_shown_to_the_first_role() -> None:
    first = View(looking(NOTICE), others=(looking(asked("cost")),))

    assert (
        first.of_text(BRIEF) == "# Brief\n## Berths\n- Notice is a day.\n\n[…]\n- Gulls are loud."
    )


def test_who_looks_for_nothing_in_particular_is_shown_everything() -> None:
    view = View(needing())

    assert view.of_text(BRIEF) == BRIEF.replace("\n\n", "\n").strip()


def test_a_section_that_bears_is_shown_whole_and_the_others_by_their_titles() -> None:
    draft = seen(View(looking(NOTICE)))

    assert draft.section("notice").text == "A vessel gives notice of a day."
    assert [section.title for section in draft.sections] == [
        section.title for section in parse(POLICY).sections
    ]
    assert shown(View(looking(NOTICE))) == ["Notice"]


def test_a_section_is_shown_when_a_row_that_bears_names_it() -> None:
    view = View(looking(asked("skipper")))

    traced = seen(view).section("traceability")
    assert traced.table.rows == (("REQ-1", "Skippers must learn of a berth in time.", "fees"),)
    assert "[…]" in traced.text
    assert "Fees" in shown(view)
    assert "Storms" not in shown(view)


def test_sections_that_are_named_are_shown_in_any_case() -> None:
    assert {"Fees", "Storms"} <= set(shown(View(looking(asked("nothing"))), "fees", "storms"))


def test_what_a_role_writes_itself_is_shown_whole() -> None:
    own = looking(asked("nothing"))._replace(writes=frozenset({"storms"}))

    assert shown(View(own)) == ["Storms"]


def test_signers_marks_are_left_out_of_a_prompt() -> None:
    text = View(needing()).of_draft(parse(POLICY), ())

    assert "Written by" not in text
    assert "Drafted without" not in text
