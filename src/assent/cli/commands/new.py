"""``assent new``: a practice of one's own, copied from the shipped one."""

from pathlib import Path

import click

from assent import practice
from assent.cli.options import as_json
from assent.cli.screen import emit, facts, say

__all__ = ["command"]


@click.command("new")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--minimal", is_flag=True, help="A small practice of two roles.")
@as_json
def command(folder: Path, minimal: bool, as_json: bool) -> None:
    """Start a practice: copy the shipped one into a folder.

    Nothing that is already there is overwritten.
    """
    written = practice.new(folder, minimal=minimal)
    if as_json:
        emit({"folder": str(folder), "files": list(written)})
        return
    say(f"{len(written)} files were written to {folder}:")
    facts((f"  {room}", about) for room, about in _rooms(written))
    say("\nRead practice.yaml first: the people in it are invented. Then:")
    say(f"  cd {folder} && assent check")
    workflow = next(Path(name).stem for name in written if name.startswith("graphs/"))
    say(f"  assent graph {workflow}")
    say(f"  assent run {workflow} --with brief=FILE --as PERSON")


def _rooms(written: tuple[str, ...]) -> list[tuple[str, str]]:
    known = {
        "agents": "who takes part, one card per role",
        "graphs": "how the work goes, one workflow per file",
        "prompts": "what is said to a model, and what each document must contain",
    }
    counts = {room: sum(name.startswith(f"{room}/") for name in written) for room in known}
    rows = [(f"{room}/ ({counts[room]})", about) for room, about in known.items()]
    return [*rows, ("practice.yaml", "the organisation: people, the roles they hold, policy")]
