"""A role that names a tool may read the run's material in its turn, and the log says so."""

from pathlib import Path

import pytest

from assent.cli import main
from assent.errors import InputError, ProcedureChangedError
from assent.practice import load, new
from assent.reading.fence import blocks
from assent.records import Snapshot
from assent.runner import Runner
from assent.runner.offering import offered
from assent.tools import DESCRIBED

BRIEF = "# Facts\n\n- The platform hosts 3 applications.\n"


def launch(runner, workflow, *folders: Path):
    return runner.launch(workflow, {"brief": BRIEF}, by="tomas-lindqvist", material=folders)


def told(model) -> str:
    """Return what reached the model of the tool's answer."""
    (message,) = [m for r in model.requests for m in r.messages if m.role == "tool"]
    (block,) = blocks(message.content)
    assert block.kind == "tool"
    return block.text


def test_a_tool_answers_fenced_and_the_log_has_an_entry(opened, workflow, asking, folder) -> None:
    model = asking("material_search", '{"query": "refreshed within hours"}')
    runner = opened(model)
    run = launch(runner, workflow, folder)

    assert "harbour/policy.md:9-10\nA record is refreshed within 4 hours" in told(model)
    (entry,) = [e for e in runner.events(run.id) if e.kind == "tool.read"]
    assert (entry.body["role"], entry.body["failed"]) == ("cm-analyst", False)


def test_only_a_role_whose_card_names_a_tool_is_offered_it(
    opened, workflow, asking, folder
) -> None:
    model = asking("records_read", '{"name": "fleet", "pointer": "/ferries/1/owner"}')
    launch(opened(model), workflow, folder)

    tools = {r.role: [tool["function"]["name"] for tool in r.tools] for r in model.requests}
    assert tools == {"cm-analyst": ["material_search", "records_read"], "cm-auditor": []}
    assert told(model).endswith('"Night desk"')


def test_what_changes_on_disk_after_launch_changes_no_answer(
    opened, workflow, asking, folder
) -> None:
    fleet = folder / "data" / "fleet.json"
    arguments = '{"name": "fleet", "pointer": "/ferries/0/owner"}'
    model = asking("records_read", arguments, before=lambda: fleet.write_text("{}"))
    launch(opened(model), workflow, folder)

    assert fleet.read_text() == "{}"
    assert told(model).endswith('"Harbour"')


def test_a_path_that_leads_out_of_the_material_is_an_answer_and_no_file(
    opened, workflow, asking, folder
) -> None:
    model = asking("material_search", '{"query": "root", "file": "../../etc/passwd"}')
    runner = opened(model)
    run = launch(runner, workflow, folder)

    assert told(model).startswith("Nothing was read: there is no file '../../etc/passwd'")
    (entry,) = [e for e in runner.events(run.id) if e.kind == "tool.read"]
    assert entry.body["failed"]


def test_other_material_is_another_run_and_the_same_is_the_same(opened, workflow, folder) -> None:
    runner = opened()
    first, bare = launch(runner, workflow, folder), launch(runner, workflow)
    same = launch(runner, workflow, folder)
    (folder / "policy.md").write_text("Another policy.\n")
    other = launch(runner, workflow, folder)

    assert first.id == same.id
    assert len({first.id, bare.id, other.id}) == 3


def test_the_snapshot_holds_what_the_tools_declare(opened, workflow, folder) -> None:
    runner = opened()
    content = runner.ledger.content
    launched = launch(runner, workflow, folder).launched
    snapshot = Snapshot.model_validate_json(content.get(launched.snapshot))

    assert snapshot.tools == {name: tool.record_digest for name, tool in DESCRIBED.items()}
    assert all(content.get(name) for name in snapshot.tools.values())
    assert sorted(launched.material) == ["harbour/data/fleet.json", "harbour/policy.md"]


def test_a_tool_that_declares_something_else_than_at_launch_is_refused(
    opened, workflow, folder
) -> None:
    runner = opened()
    launched = launch(runner, workflow, folder).launched
    snapshot = Snapshot.model_validate_json(runner.ledger.content.get(launched.snapshot))
    changed = snapshot.model_copy(
        update={"tools": {**snapshot.tools, "records.read": launched.snapshot}}
    )

    with pytest.raises(ProcedureChangedError, match=r"launched on tool 'records\.read' sha256:"):
        offered(launched, changed, {}, runner.ledger.content)


def test_material_that_no_role_could_read_is_refused(opened, workflow, folder) -> None:
    plain = load()
    cards = {name: r.model_copy(update={"tools": ()}) for name, r in plain.roles.items()}
    runner = opened(practice=plain.model_copy(update={"roles": cards}))

    with pytest.raises(InputError, match="no role in it has a tool that reads it"):
        launch(runner, workflow, folder)


def test_a_run_without_material_offers_no_tool(opened, workflow, asking) -> None:
    model = asking("material_search", "{}")
    launch(opened(model), workflow)

    assert all(request.tools == () for request in model.requests)


def test_the_command_takes_folders_and_says_what_is_no_text(
    folder, tmp_path, monkeypatch, capsys
) -> None:
    new(tmp_path / "practice", minimal=True)
    card = tmp_path / "practice" / "agents" / "writer.md"
    card.write_text(card.read_text().replace("---\n", "---\ntools: [material.search]\n", 1))
    (folder / "map.png").write_bytes(b"\x89PNG")
    (tmp_path / "brief.md").write_text(BRIEF)
    monkeypatch.chdir(tmp_path / "practice")

    words = ["run", "note", "--with", f"brief={tmp_path / 'brief.md'}", "--as", "mira-castellane"]
    code = main([*words, "--material", str(folder)])

    assert code == 3
    assert "no part of the material, being no text: harbour/map.png" in capsys.readouterr().err
    with Runner.open() as runner:
        (run,) = runner.runs()
        assert sorted(run.launched.material) == ["harbour/data/fleet.json", "harbour/policy.md"]
