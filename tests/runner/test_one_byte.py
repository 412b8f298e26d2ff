"""One byte changed, and a live run of the procedure is refused with the lines that changed."""

import pytest
from tests.runner.changing import REQUESTER, REVIEWER, SEATS, WORKFLOW, World
from tests.runner.signing import MANIFEST, TEXT, live, refusal, signed

from assent import tool
from assent.errors import UnsignedLaunchError
from assent.reading import read_practice
from assent.records import RunStatus
from assent.runner import Runner


@tool(effect="write", name="turn")
def turn(name: str, on: bool) -> None:
    """Turn a switch on or off."""


@tool(effect="write", name="turn")
def turn_both(name: str, on: bool) -> None:
    """Turn two switches at once."""


@tool(effect="read", name="roster")
def roster(name: str) -> str:
    """Read the roster."""
    return name


def test_a_live_run_of_what_nobody_signed_is_refused_at_launch(world) -> None:
    told = refusal(world.runner)

    assert "nobody has signed this one" in str(told)
    assert f"assent sign {WORKFLOW}" in str(told)


@pytest.mark.parametrize("mode", ["staging", "dry-run"])
def test_an_unsigned_procedure_may_be_rehearsed(world, mode) -> None:
    run = world.launch(TEXT, mode)

    assert run.status is RunStatus.waiting
    assert "unsigned procedure" in world.runner.packet(run.gates[0].id)[1]


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (f"graphs/{WORKFLOW}.md", "about 5 minutes", "about 6 minutes"),
        (f"graphs/{WORKFLOW}.md", "## Monitoring\n", "## Monitoring \n"),
        ("agents/governed-executor.md", "I stop.", "I go on."),
        ("agents/audit.md", "tools: []", "tools: [records.read]"),
        ("prompts/plan.md", "You", "Thou"),
        ("prompts/documents/execution-plan.md", "title: ", "title:  "),
    ],
    ids=["workflow", "space", "card", "tools", "prompt", "template"],
)
def test_one_byte_changed_and_a_live_run_is_refused_with_the_lines(
    world, again, path, old, new
) -> None:
    world.sign()
    changed = again(path, old, new)

    told = refusal(changed)

    where = world.practice.sources[path].split(old)[0].split("\n")[-1]
    assert told.difference.startswith(f"{path}\n    @@ ")
    assert f"    -{where}{old.rstrip(chr(10))}" in told.difference
    assert f"    +{where}{new.rstrip(chr(10))}" in told.difference
    assert f"changed since Tomas Lindqvist ({REVIEWER}) signed it as cm-manager" in str(told)
    signed(changed)
    live(changed)


def test_a_card_that_was_added_or_removed_is_a_change(world, again) -> None:
    world.sign()
    card = world.practice.sources["agents/audit.md"].replace("audit", "auditing")
    more = {**world.practice.sources, "agents/auditing.md": card}
    with Runner.open(read_practice(more)[0], world.folder / "store") as runner:
        assert "agents/auditing.md (added)" in refusal(runner).difference


def test_a_tool_that_declares_something_else_is_a_change(tmp_path) -> None:
    panel = {"kind": "function", "tool": "turn"}
    world = World(tmp_path, targets={"panel": panel}, tools=[turn])
    world.sign()

    changed = Runner.open(world.practice, world.runner.store, tools=[turn_both], clock=world.clock)
    without = Runner.open(world.practice, world.runner.store, clock=world.clock)

    told = refusal(changed).difference
    assert told.startswith("tool turn\n    @@ ")
    assert '    -  "description": "Turn a switch on or off.",' in told
    assert '    +  "description": "Turn two switches at once.",' in told
    assert "tool turn (removed)" in refusal(without).difference


def test_a_reading_tool_of_a_card_is_part_of_what_is_signed(world, again) -> None:
    named = ("agents/audit.md", "tools: []", "tools: [roster]")
    bare, able = again(*named), again(*named, tools=[roster])

    assert "roster" not in bare.signable(WORKFLOW).procedure.tools
    assert "roster" in able.signable(WORKFLOW).procedure.tools
    signed(bare)
    assert "tool roster (added)" in refusal(able).difference


@pytest.mark.parametrize("from_elsewhere", [False, True])
def test_a_procedure_made_in_python_under_the_name_of_a_signed_one_is_another(
    world, from_elsewhere
) -> None:
    world.sign()
    steps = world.practice.workflows[WORKFLOW].steps
    bolder = steps[3].model_copy(update={"action": "Write whatever seems right."})
    changed = {"steps": (*steps[:3], bolder, *steps[4:])}
    if from_elsewhere:
        changed |= {"path": "elsewhere.md", "source_digest": "sha256:" + "0" * 64}
    made = world.practice.workflows[WORKFLOW].model_copy(update=changed)

    given = {"request": TEXT, "mode": "live"}

    with pytest.raises(UnsignedLaunchError) as caught:
        world.runner.launch(made, given, roles=SEATS, by=REQUESTER)

    told = caught.value.difference
    if from_elsewhere:
        assert told.startswith(f"graphs/{WORKFLOW}.md (removed)")
    else:
        assert f"{WORKFLOW} as it is read\n" in told
        assert "Write whatever seems right." in told


def test_a_large_change_is_shown_in_bounds(world, again) -> None:
    world.sign()
    text = world.practice.sources["agents/audit.md"]
    changed = again("agents/audit.md", text, text + "A line more.\n" * 500 + "x" * 5000)

    told = refusal(changed).difference.split("\n")

    assert len(told) < 70
    assert max(map(len, told)) < 180
    assert told[-1].endswith("more lines")


def test_a_change_of_people_is_no_change_of_the_procedure(world, again) -> None:
    world.sign()

    live(again(MANIFEST, "name: Hana Sato", "name: Hana Satoh"))


def test_a_launch_that_is_known_comes_back_whatever_was_changed_since(world, again) -> None:
    world.sign()
    run = world.launch(TEXT, "live")
    changed = again("agents/audit.md", "Background", "Backgrounds")

    given = {"request": TEXT, "mode": "live"}
    same = changed.launch(WORKFLOW, given, roles=SEATS, by=REQUESTER)

    assert same.id == run.id
