"""A drafting run in a process that writes down every address it reaches for.

``python -m tests.runner.reaching FOLDER [URL]`` drafts the small note, offline or with the
model at that address, and prints each address on a line.
"""

import sys
from pathlib import Path
from typing import Any

REACHED: list[str] = []
WATCHED = ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo")


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in WATCHED:
        address = arguments[1] if event != "socket.getaddrinfo" else arguments[:2]
        REACHED.append(f"{event.removeprefix('socket.')} {address}")


def main(folder: Path, url: str | None) -> None:
    """Draft the note to its gate, watched from before the first import."""
    sys.addaudithook(_watch)
    from assent import Runner, practice

    practice.new(folder, minimal=True)
    if url:
        manifest = folder / "practice.yaml"
        model = f"{{provider: openai, model: m, base_url: '{url}'}}"
        text = manifest.read_text().replace("{provider: offline}", model)
        manifest.write_text(text)
    with Runner.open(folder) as runner:
        brief = "# Facts\n\n- The library lends 300 books.\n"
        run = runner.launch("note", {"brief": brief}, by="mira-castellane")
        print(run.status.value)
    print("\n".join(REACHED))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
