"""What a person waits for before a command answers: imports and processor time."""

import resource
import shutil
import subprocess
import sys

import pytest

HEAVY = (
    "langgraph",
    "langchain_core",
    "langchain_openai",
    "openai",
    "jinja2",
    "markdown_it",
    "mdit_py_plugins",
    "rich",
    "tenacity",
    "aiosqlite",
)
MOST = 12
"""How often the processor time of importing pydantic an answer may take, imports included."""
YARDSTICK = ("-c", "import pydantic; pydantic.BaseModel")

LOOK = f"""
import sys
from assent.cli import main
code = main(sys.argv[1:])
print(*sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)
"""

COMMANDS = [
    ("--help",),
    ("--version",),
    ("inbox",),
    ("decide", "PACKET", "approve", "--as", "anders-holm", "--reason", "It says what is needed."),
    ("decide", "PACKET", "approve", "--as", "mira-castellane", "--reason", "Mine."),
    ("review", "PACKET"),
    ("runs",),
]


def named(words: tuple[str, ...], waiting: dict[str, str]) -> list[str]:
    return [waiting["packet"] if word == "PACKET" else word for word in words]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_deciding_imports_neither_a_graph_nor_a_model_client(
    words, here, waiting, environment
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOOK, *named(words, waiting)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stderr.splitlines()[-1] == ""


@pytest.fixture(scope="session")
def compiled(tmp_path_factory, environment) -> dict[str, str]:
    """An environment in which modules are compiled once, as they are when installed."""
    kept = {k: v for k, v in environment.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(tmp_path_factory.mktemp("compiled"))}


@pytest.mark.parametrize("words", COMMANDS[:4], ids=" ".join)
def test_an_answer_takes_few_times_what_it_takes_to_import_pydantic(
    words, here, waiting, compiled
) -> None:
    """Machines differ, and so does one from hour to hour: both are timed by turns.

    A busy machine makes figures larger, never smaller: the best of a few is the truth.
    """
    answers: list[float] = []
    imports: list[float] = []
    while len(answers) < 12 and (len(answers) < 2 or min(answers) >= MOST * min(imports)):
        store = here / f"store-{len(answers)}"
        shutil.copytree(here / ".assent", store)
        words_here = ("-m", "assent", "--store", str(store), *named(words, waiting))
        imports.append(processor(YARDSTICK, compiled))
        answers.append(processor(words_here, compiled))

    assert min(answers) < MOST * min(imports), (answers, imports)


def processor(words: tuple[str, ...], environment: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
