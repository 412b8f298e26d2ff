"""The parts of this folder that are made from the code: ``python docs/reference/pages.py``."""

import inspect
import re
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import Any

import click

import assent
import assent.ports
import assent.testing
from assent import errors
from assent.cli.menu import COMMANDS
from assent.cli.menu import assent as menu
from assent.reading import CODES

HERE = Path(__file__).parent
MARK = "<!-- What follows is made by docs/reference/pages.py. -->\n"

_PARTS = {
    "file-unreadable": "Files",
    "front-matter-unclosed": "Front matter and practice.yaml",
    "not-a-workflow": "Steps",
    "gate-without-seats": "Gates",
    "step-count": "Rules of good design",
    "id-not-file-name": "Cards, templates, prompts and people",
}
_SUGGESTION = "Write the name that was probably meant; the finding says which."


# ---- finding codes and errors ----------------------------------------------------------


def finding_codes() -> Iterator[str]:
    """Yield the codes of findings in the order of the code, under a heading for each part."""
    for name, code in CODES.items():
        if name in _PARTS:
            yield f"\n## {_PARTS[name]}\n"
            yield from _head("Code", "Weight", "What to do")
        remedy = _SUGGESTION if code.remedy == "{suggestion}" else code.remedy
        yield _row(f"`{name}`", code.severity.value, remedy)


def refusals() -> Iterator[str]:
    """Yield every error with its exit code and what it means, by exit code."""
    yield from _head("Error", "Exit code", "Meaning")
    found = [getattr(errors, name) for name in errors.__all__]
    for error in sorted(found, key=lambda e: (e.exit_code, e.__name__)):
        meaning = _ticked(inspect.getdoc(error) or "").split("\n", 1)[0]
        yield _row(f"`{error.__name__}`", str(error.exit_code), meaning)


# ---- the command line ------------------------------------------------------------------


def commands() -> Iterator[str]:
    """Yield each command with its arguments, what it does, and its options."""
    context = click.Context(menu, info_name="assent")
    for name in COMMANDS:
        command = menu.get_command(context, name)
        assert command is not None
        inner = click.Context(command, info_name=name, parent=context)
        yield f"\n## assent {name}\n"
        yield f"`{command.get_usage(inner).removeprefix('Usage: ')}`\n"
        yield f"{inspect.cleandoc(command.help or '')}\n"
        yield from _head("Option", "Meaning")
        for param in command.get_params(inner):
            record = param.get_help_record(inner)
            if record and isinstance(param, click.Option) and record[0] != "--help":
                yield _row(f"`{record[0]}`", record[1])


# ---- Python ----------------------------------------------------------------------------


def names() -> Iterator[str]:
    """Yield every public name of the package, of its test helpers, and the ports."""
    for module, said in ((assent, "assent"), (assent.testing, "assent.testing")):
        yield from _module(module, said)
    yield from _module(assent.ports, "assent.ports")


def _module(module: ModuleType, said: str) -> Iterator[str]:
    yield f"\n## {said}"
    for name in module.__all__:
        thing = getattr(module, name)
        if inspect.isclass(thing):
            yield from _class(name, thing)
        elif inspect.isfunction(thing):
            yield f"\n### `{name}{_signature(thing)}`\n"
            yield _prose(thing)


def _class(name: str, thing: type[Any]) -> Iterator[str]:
    yield f"\n### `{name}`\n"
    yield _prose(thing)
    fields = getattr(thing, "model_fields", {})
    if issubclass(thing, Enum):
        yield "\nOne of: " + ", ".join(f"`{member.value}`" for member in thing) + "."
        return
    if fields:
        yield "\nFields: " + ", ".join(_field(field, of) for field, of in fields.items()) + "."
        return
    for member, function in _members(thing).items():
        known = function.__func__ if isinstance(function, classmethod) else function
        if member.startswith(("_", "test_")):
            continue
        if inspect.isfunction(known):
            yield f"\n#### `{name}.{member}{_signature(known)}`\n"
            yield _prose(known)
        elif isinstance(known, property):
            yield f"\n#### `{name}.{member}`\n"
            yield _prose(known)


def _members(thing: type[Any]) -> dict[str, Any]:
    """Return what a class offers, with what it has from the rooms of the package below it."""
    ours = [kind for kind in thing.__mro__ if kind.__module__.startswith("assent")]
    return {name: member for kind in reversed(ours) for name, member in vars(kind).items()}


def _field(name: str, field: Any) -> str:
    if field.is_required():
        return f"`{name}`"
    default = getattr(field.default, "value", field.default)
    plain = isinstance(default, str | int) and default != ""
    return f"`{name}` ({default!r})" if plain else f"`{name}`"


def _signature(function: Callable[..., Any]) -> str:
    signature = inspect.signature(function)
    shown = [p for p in signature.parameters.values() if p.name not in {"self", "cls"}]
    bare = [p.replace(annotation=inspect.Parameter.empty) for p in shown]
    return str(inspect.Signature(bare))


def _prose(thing: object) -> str:
    """Return a docstring as Markdown: what it raises and takes becomes a list."""
    text = _ticked(inspect.getdoc(thing) or "")
    text = re.sub(r"^(Raises|Args|Returns):\n", r"\1:\n\n", text, flags=re.MULTILINE)
    text = re.sub(r"^    (?:  )?(\*{0,2}\w+): ", r"- `\1`: ", text, flags=re.MULTILINE)
    return re.sub(r"^    +(?=\S)", "  ", text, flags=re.MULTILINE)


# ---- pages -----------------------------------------------------------------------------


def _head(*titles: str) -> Iterator[str]:
    yield _row(*titles)
    yield "|" + "---|" * len(titles)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _ticked(text: str) -> str:
    return text.replace("``", "`")


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "cli.md": commands,
    "exit-codes.md": refusals,
    "finding-codes.md": finding_codes,
    "python.md": names,
}


def made(page: str) -> str:
    """Return the page with its lower part made anew; what stands above the mark is kept."""
    written = (HERE / page).read_text().partition(MARK)[0]
    return f"{written}{MARK}\n" + "\n".join(PAGES[page]()).strip("\n") + "\n"


if __name__ == "__main__":
    for page in PAGES:
        (HERE / page).write_text(made(page))
