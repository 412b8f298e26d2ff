"""A drafting run reaches for its model and for nothing else."""

import os
import subprocess
import sys
from pathlib import Path

from assent.llm.offline import Offline
from assent.testing.serving import ModelServer

ROOT = Path(__file__).parents[2]
PROBE = "bind ('::1', 0)"
"""urllib3, which langsmith imports, asks once whether this machine has IPv6; nothing is sent."""


def reached(folder: Path, *url: str) -> tuple[str, set[str]]:
    """Return where the run stands, and every address its process reached for."""
    source = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    kept = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.runner.reaching", str(folder), *url],
        cwd=ROOT,
        env={**kept, "PYTHONPATH": source, "OPENAI_API_KEY": "none", "LANGSMITH_TRACING": "true"},
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    status, *addresses = done.stdout.strip().splitlines()
    return status, set(addresses) - {PROBE}


def test_offline_no_address_is_reached_for(tmp_path) -> None:
    assert reached(tmp_path / "practice") == ("waiting", set())


def test_with_a_model_only_its_address_is_reached_for(tmp_path) -> None:
    with ModelServer(Offline()) as server:
        status, addresses = reached(tmp_path / "practice", server.url)

    assert status == "waiting"
    assert addresses
    assert all("127.0.0.1" in address and str(server.port) in address for address in addresses)
