"""The page on models: its settings drive a run, its program runs, none is missing."""

from pathlib import Path

import pytest

from assent.llm.offline import Offline
from assent.llm.settings import Settings
from assent.practice import new
from assent.runner import Runner
from assent.testing.serving import ModelServer

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "your-model.md"
OFFLINE = "models:\n  default: {provider: offline}\n"


@pytest.mark.parametrize("title", ["models.yaml", "roles.yaml", "budget.yaml"])
def test_a_run_drafts_with_the_settings_of_the_page(title, shown, tmp_path) -> None:
    new(tmp_path, minimal=True)
    file = tmp_path / "practice.yaml"
    text = file.read_text()
    assert OFFLINE in text
    settings = shown(PAGE, title)
    with ModelServer(Offline()) as server:
        mine = settings.replace("http://localhost:8000/v1", server.url)
        file.write_text(text.replace(OFFLINE, mine if "models:" in mine else OFFLINE + mine))
        with Runner.open(tmp_path) as runner:
            run = runner.launch("note", {"brief": "- A courier is wanted.\n"}, by="mira-castellane")

            assert run.status == "waiting"
        assert bool(server.asked) is ("base_url" in settings)


def test_the_program_of_the_page_runs(python, tmp_path) -> None:
    new(tmp_path / "practice", minimal=True)

    assert f"```text\n{python(PAGE)}```" in PAGE.read_text()


def test_every_setting_is_explained() -> None:
    page = PAGE.read_text()

    assert [name for name in Settings.model_fields if f"| `{name}` |" not in page] == []
