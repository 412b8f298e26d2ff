"""The page on attacking a procedure: its test is saved in a new practice, and passes."""

import subprocess
import sys
from pathlib import Path

from assent.practice import new

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "attack-your-procedure.md"
SOURCE = PAGE.parents[2] / "src"


def test_the_attack_of_the_page_finds_nothing(reader, shown) -> None:
    new(Path.cwd())
    for name in ("request.yaml", "test_attack.py"):
        Path(name).write_text(shown(PAGE, name))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_attack.py"]
    done = subprocess.run(
        command,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )

    assert "1 passed" in done.stdout, done.stdout
