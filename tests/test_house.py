"""The rules of the house, kept by tests so that no reviewer has to."""

import ast
import importlib
import inspect
import json
import pkgutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import assent
import assent.errors
from assent.compiler.layout import lay
from assent.compiler.lineage import kind_of
from assent.compiler.shapes import SHAPES
from assent.practice import load, survey
from assent.records import Mode, TurnKind

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "assent"
HEAVY = {
    "assent.runner.launching": "reads every document",
    "assent.runner.advancing": "imports langgraph",
    "assent.runner.checkpoints": "imports langgraph",
    "assent.testing.running": "imports langgraph",
}


def modules() -> list[ModuleType]:
    names = [m.name for m in pkgutil.walk_packages(assent.__path__, "assent.")]
    return [importlib.import_module(name) for name in names if not name.endswith("__main__")]


MODULES = modules()


@pytest.mark.parametrize("module", [assent, *MODULES], ids=lambda m: m.__name__)
def test_what_a_module_offers_is_listed_in_order_true_and_documented(module) -> None:
    offered = getattr(module, "__all__", None)
    if offered is None:
        assert module.__doc__
        return

    assert list(offered) == sorted(offered, key=_constants_then_classes)
    for name in offered:
        thing = getattr(module, name)
        if inspect.isclass(thing) or inspect.isfunction(thing):
            assert inspect.getdoc(thing), f"{module.__name__}.{name} says nothing of itself"


def _constants_then_classes(name: str) -> tuple[int, str]:
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda p: p.name)
def test_public_methods_are_documented(path) -> None:
    silent = [
        f"{node.name}.{method.name}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        for method in node.body
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef)
        and not method.name.startswith("_")
        and not ast.get_docstring(method)
        and not (path.parent.name == "testing" and method.name.startswith("test_"))
    ]
    assert silent == [] or _local(path, silent)


def _local(path: Path, names: list[str]) -> bool:
    """Classes made inside functions are nobody's public names."""
    text = path.read_text()
    return all(f"    class {name.split('.')[0]}(" in text for name in names)


def test_every_error_is_drawn_in_the_tree_and_has_an_exit_code() -> None:
    errors = [
        thing
        for _, thing in inspect.getmembers(assent.errors, inspect.isclass)
        if issubclass(thing, assent.errors.AssentError)
    ]

    tree = assent.errors.__doc__ or ""
    assert [e.__name__ for e in errors if e.__name__ not in tree] == []
    assert {e.__name__ for e in errors} == set(assent.errors.__all__)
    assert {e.exit_code for e in errors} <= {1, 2, 3, 4, 5}


def test_imports_point_down() -> None:
    law = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert law.returncode == 0, law.stdout


@pytest.mark.parametrize(
    "path",
    [p for p in sorted(SOURCE.rglob("*.py")) if "cli" not in p.parts],
    ids=lambda p: str(p.relative_to(SOURCE)),
)
def test_an_import_inside_a_function_is_a_heavy_one_with_its_reason(path) -> None:
    lines = path.read_text().splitlines()
    for function in ast.walk(ast.parse("\n".join(lines))):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                assert "#" in lines[node.lineno - 1], f"{path.name}:{node.lineno} gives no reason"


PRACTICE = load()


def test_the_shipped_practice_has_no_finding() -> None:
    assert [f.plain() for f in survey([ROOT]).findings] == []


def test_every_graph_compiles_and_every_card_works_in_one() -> None:
    blueprints = [lay(workflow) for workflow in PRACTICE.workflows.values()]

    bound = {r for known in PRACTICE.organisation.generic.values() for r in known}
    working = {n.role for blueprint in blueprints for n in blueprint.nodes if n.role} | bound
    cards = {role.id for role in PRACTICE.roles.values() if role.kind == "agent"}
    assert cards <= working


def test_every_prompt_is_of_a_turn_that_some_shape_asks_for() -> None:
    source = (SOURCE / "compiler" / "shapes.py").read_text()
    by_mode = {kind.value for kind in TurnKind if f"TurnKind.{kind.name}" in source}
    blueprints = [lay(workflow) for workflow in PRACTICE.workflows.values()]
    by_step = {node.turn.value for b in blueprints for node in b.nodes if node.turn}

    assert set(PRACTICE.prompts) == by_mode | by_step == {kind.value for kind in TurnKind}


def test_every_template_is_of_a_document_that_some_step_makes() -> None:
    outputs = [s.output for w in PRACTICE.workflows.values() for s in w.steps if s.output]

    made = {kind_of(name) for name in outputs}
    assert set(PRACTICE.templates) == made | {"generic", "readiness-note"}


def test_table_names_are_unique_across_templates() -> None:
    names = [
        section.table.name
        for template in PRACTICE.templates.values()
        for section in template.sections
        if section.table
    ]

    assert sorted(names) == sorted(set(names))


def test_every_mode_has_a_shape() -> None:
    assert set(SHAPES) == set(Mode)


def test_the_graphs_for_langgraph_tools_can_be_built() -> None:
    named = json.loads((ROOT / "langgraph.json").read_text())["graphs"]
    studio = importlib.import_module("assent.studio")

    assert set(named) == set(PRACTICE.workflows)
    for reference in named.values():
        assert getattr(studio, reference.partition(":")[2])().compile()


def test_the_content_rooms_hold_documents_only() -> None:
    held = {
        p.suffix for room in ("agents", "graphs", "prompts") for p in (ROOT / room).rglob("*.*")
    }

    assert held == {".md"}


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    places = ("/" + "work/", "/" + "root/", "file" + "://", "/opt/" + "pypi")

    found = [
        name
        for name in tracked
        if (ROOT / name).is_file()
        and any(place in (ROOT / name).read_text(errors="replace") for place in places)
    ]
    assert found == []
