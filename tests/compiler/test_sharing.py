"""Who writes which section of a document."""

from assent.compiler.sharing import applicable, share
from assent.records import Column, Section, Step, Table, Template

COMMENTS = Table(
    name="dispositions", title="D", covers="comments", columns=(Column(name="c", title="C"),)
)


def section(name: str, **more) -> Section:
    return Section(id=name, title=name.title(), **more)


def step(*agents: str) -> Step:
    return Step(number=1, title="S", agents=agents, output="s.md")


def ids(sections) -> list[str]:
    return [s.id for s in sections]


def test_a_section_belongs_to_its_author_and_the_rest_to_the_first_agent() -> None:
    sections = [
        section("scope"),
        section("data", author="analyst"),
        section("risk", author="auditor"),
    ]
    both = step("owner", "analyst")

    assert ids(share(sections, both, "owner").owned) == ["scope", "risk"]
    assert ids(share(sections, both, "analyst").owned) == ["data"]


def test_everybody_adds_a_part_to_a_shared_section() -> None:
    sections = [section("frame"), section("needs", each=True)]
    both = step("owner", "analyst")

    assert ids(share(sections, both, "analyst").parts) == ["needs"]
    assert ids(share(sections, both, "owner").sections) == ["frame", "needs"]


def test_a_role_that_owns_nothing_adds_its_part_wherever_it_must() -> None:
    sections = [section("scope"), section("data")]

    liaison = share(sections, step("owner", "liaison"), "liaison")

    assert ids(liaison.owned) == []
    assert ids(liaison.parts) == ["scope", "data"]
    assert liaison.tables == ()


def test_comments_are_disposed_of_only_where_they_are_read() -> None:
    optional = section("dispositions", required=False, table=COMMENTS)
    template = Template(kind="x", title="X", sections=(section("scope"), optional))

    assert ids(applicable(template, {"requirements"})) == ["scope"]
    assert ids(applicable(template, {"comments"})) == ["scope", "dispositions"]
