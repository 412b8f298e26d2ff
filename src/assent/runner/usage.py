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
    """Return calls, critical path, tokens, cost and bytes of a run, also per role and step.

    ``critical_path`` is the number of model replies that had to be waited for one after the
    other. ``bytes_drafted`` counts every version of every document, ``bytes_stored`` what
    the ledger keeps for the run. ``cost`` is in the currency of the models' prices, and
    ``cache_hits`` counts the calls of whose prompt the service had a part in its cache.
    """
    rows = ledger.journal.usage(run.id)
    replied = [e.body for e in ledger.log.entries(run.id) if e.kind == "model.replied"]
    won = {(body["node"], body["round"]) for body in replied}
    return {
        "calls": sum(row.calls for row in rows),
        "critical_path": critical_path(_blueprint(run, ledger), won),
        "prompt_tokens": sum(row.prompt_tokens for row in rows),
        "cached_tokens": sum(row.cached_tokens for row in rows),
        "completion_tokens": sum(row.completion_tokens for row in rows),
        "cache_hits": sum(row.cache_hits for row in rows),
        "cost": _money(sum(row.cost for row in rows)),
        "tokens_estimated": any(row.estimated for row in rows),
        "bytes_stored": ledger.bytes_stored(run.id),
        "bytes_drafted": _drafted(run.id, ledger),
        "roles": _by_role(rows),
        "steps": [{"role": row.role, "step": row.step, **_figures([row])} for row in rows],
    }


def _by_role(rows: Iterable[UsageRow]) -> dict[str, dict[str, Any]]:
    roles: dict[str, list[UsageRow]] = {}
    for row in rows:
        roles.setdefault(row.role, []).append(row)
    return {role: _figures(own) for role, own in roles.items()}


def _figures(rows: list[UsageRow]) -> dict[str, Any]:
    counted = ("calls", "prompt_tokens", "cached_tokens", "completion_tokens", "cache_hits")
    figures = {name: sum(getattr(row, name) for row in rows) for name in counted}
    return {**figures, "cost": _money(sum(row.cost for row in rows))}


def _money(millionths: int) -> float:
    return round(millionths / 1_000_000, 6)


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
