"""What a run cost: counts, never times."""

from collections.abc import Iterable
from typing import Any

from assent.compiler.blueprint import Blueprint, NodeKind
from assent.compiler.layout import lay
from assent.ledger import Ledger, UsageRow
from assent.records import LaunchedRun
from assent.records.run import Snapshot
from assent.records.workflow import Workflow

__all__ = ["critical_path", "usage"]


def usage(run: LaunchedRun, ledger: Ledger) -> dict[str, Any]:
    """Return calls, critical path, tokens and bytes of a run, with calls and tokens per role.

    ``critical_path`` is the number of model replies that had to be waited for one after the
    other. ``bytes_drafted`` counts every version of every document, ``bytes_stored`` what
    the ledger keeps for the run.
    """
    rows = ledger.journal.usage(run.id)
    replied = [e.body for e in ledger.log.entries(run.id) if e.kind == "model.replied"]
    won = {(body["node"], body["round"]) for body in replied}
    return {
        "calls": sum(row.calls for row in rows),
        "critical_path": critical_path(_blueprint(run, ledger), won),
        "prompt_tokens": sum(row.prompt_tokens for row in rows),
        "completion_tokens": sum(row.completion_tokens for row in rows),
        "tokens_estimated": any(row.estimated for row in rows),
        "bytes_stored": ledger.bytes_stored(run.id),
        "bytes_drafted": _drafted(run.id, ledger),
        "roles": _by_role(rows),
    }


def _by_role(rows: Iterable[UsageRow]) -> dict[str, dict[str, int]]:
    roles: dict[str, dict[str, int]] = {}
    for row in rows:
        role = roles.setdefault(row.role, {"calls": 0, "prompt_tokens": 0, "completion_tokens": 0})
        role["calls"] += row.calls
        role["prompt_tokens"] += row.prompt_tokens
        role["completion_tokens"] += row.completion_tokens
    return roles


def _drafted(run: str, ledger: Ledger) -> int:
    return sum(
        len(ledger.content.get(document.digest))
        for name in ledger.documents.latest(run)
        for document in ledger.documents.versions(run, name)
    )


def _blueprint(run: LaunchedRun, ledger: Ledger) -> Blueprint:
    snapshot = Snapshot.model_validate_json(ledger.content.get(run.snapshot))
    return lay(Workflow.model_validate_json(ledger.content.get(snapshot.workflow)))


def critical_path(blueprint: Blueprint, replied: Iterable[tuple[str, int]]) -> int:
    """Return the longest chain of turns that waited for each other, over all rounds.

    Steps run one after the other, so the longest chains of each step and round add up.
    """
    turns = {n.id: n for n in blueprint.nodes if n.kind is NodeKind.turn}
    before: dict[str, list[str]] = {}
    for edge in blueprint.edges:
        before.setdefault(edge.target, []).extend(s for s in edge.sources if s in turns)
    chains: dict[tuple[int, int], int] = {}
    depth: dict[tuple[str, int], int] = {}
    done = sorted(set(replied), key=lambda pair: (list(turns).index(pair[0]), pair[1]))
    for node, round_ in done:
        step = turns[node].step or 0
        inner = [depth.get((b, round_), 0) for b in before.get(node, ()) if turns[b].step == step]
        depth[node, round_] = 1 + max(inner, default=0)
        key = (step, round_)
        chains[key] = max(chains.get(key, 0), depth[node, round_])
    return sum(chains.values())
