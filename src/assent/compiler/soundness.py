"""What LangGraph does not check: a blueprint is refused unless it can only end where it says.

LangGraph ends a run as a success when it is sent to a missing node, compiles orphans, and
runs a join once per arrow. None of that may happen to a procedure.
"""

import re
from collections.abc import Iterable, Mapping

from assent.compiler.blueprint import Blueprint, NodeKind
from assent.errors import BlueprintError

__all__ = ["check", "faults"]

_NAME = re.compile(r"^[a-z0-9][a-z0-9-]{0,127}$")
_BOUNDED = {NodeKind.gate, NodeKind.route}


def check(blueprint: Blueprint) -> None:
    """Refuse a blueprint that is not sound.

    Raises:
        BlueprintError: Carries every fault.
    """
    found = faults(blueprint)
    if found:
        raise BlueprintError(blueprint.workflow, found)


def faults(blueprint: Blueprint) -> list[str]:
    """Return every fault of the blueprint, as sentences."""
    broken = [*_names(blueprint), *_targets(blueprint)]
    if broken:
        return broken
    after = blueprint.successors()
    return [
        *_reachable(blueprint, after),
        *_ends(blueprint, after),
        *_joins(blueprint),
        *_loops(blueprint, after),
        *_gates(blueprint),
        *_dominated(blueprint, after),
    ]


def _names(blueprint: Blueprint) -> Iterable[str]:
    ids = [node.id for node in blueprint.nodes]
    for node in sorted({i for i in ids if ids.count(i) > 1}):
        yield f"two nodes are called {node!r}"
    for node in ids:
        if not _NAME.match(node):
            yield f"{node!r} is not a usable node name"


def _targets(blueprint: Blueprint) -> Iterable[str]:
    named = {
        *blueprint.start,
        *blueprint.ends,
        *(source for edge in blueprint.edges for source in edge.sources),
        *(edge.target for edge in blueprint.edges),
        *(branch.source for branch in blueprint.branches),
        *(target for branch in blueprint.branches for target in branch.targets),
    }
    for node in sorted(named - blueprint.ids):
        yield f"an arrow names {node!r}, which does not exist"


def _walk(start: Iterable[str], after: Mapping[str, tuple[str, ...]]) -> set[str]:
    seen: set[str] = set()
    pending = list(start)
    while pending:
        node = pending.pop()
        if node not in seen:
            seen.add(node)
            pending.extend(after.get(node, ()))
    return seen


def _reachable(blueprint: Blueprint, after: Mapping[str, tuple[str, ...]]) -> Iterable[str]:
    for node in sorted(blueprint.ids - _walk(blueprint.start, after)):
        yield f"{node!r} can never be reached"


def _ends(blueprint: Blueprint, after: Mapping[str, tuple[str, ...]]) -> Iterable[str]:
    before: dict[str, tuple[str, ...]] = {}
    for source, targets in after.items():
        for target in targets:
            before[target] = (*before.get(target, ()), source)
    for node in sorted(blueprint.ids - _walk(blueprint.ends, before)):
        yield f"{node!r} leads to no declared end"
    for end in blueprint.ends:
        if after.get(end):
            yield f"{end!r} is a declared end, and something follows it"


def _joins(blueprint: Blueprint) -> Iterable[str]:
    """A node that waits for several turns does so by one arrow, and every fan-out is joined."""
    joined: dict[str, int] = {}
    for edge in blueprint.edges:
        joined[edge.target] = joined.get(edge.target, 0) + 1
    for node, arrows in sorted(joined.items()):
        if arrows > 1:
            yield f"{node!r} has {arrows} separate arrows in and would run {arrows} times"
    joins = {frozenset(edge.sources) for edge in blueprint.edges if len(edge.sources) > 1}
    for group in _fanned(blueprint):
        if group not in joins:
            yield f"{', '.join(sorted(group))} start at once and are not joined by one arrow"


def _fanned(blueprint: Blueprint) -> Iterable[frozenset[str]]:
    out: dict[str, set[str]] = {}
    for edge in blueprint.edges:
        if len(edge.sources) == 1:
            out.setdefault(edge.sources[0], set()).add(edge.target)
    groups = [*map(frozenset, out.values()), *(frozenset(b.targets) for b in blueprint.branches)]
    return dict.fromkeys(group for group in (*groups, frozenset(blueprint.start)) if len(group) > 1)


def _loops(blueprint: Blueprint, after: Mapping[str, tuple[str, ...]]) -> Iterable[str]:
    """Every cycle must pass a node that counts its rounds."""
    free = {node.id for node in blueprint.nodes if node.kind not in _BOUNDED}
    inner = {source: tuple(t for t in after[source] if t in free) for source in free}
    for node in sorted(free):
        if node in _walk(inner[node], inner):
            yield f"{node!r} is in a loop that no gate or router bounds"


def _gates(blueprint: Blueprint) -> Iterable[str]:
    arrows = {edge.target: edge.sources for edge in blueprint.edges}
    kinds = {node.id: node.kind for node in blueprint.nodes}
    outcomes: dict[str, set[str]] = {}
    for branch in blueprint.branches:
        outcomes.setdefault(branch.source, set()).add(branch.outcome)
    for node in blueprint.nodes:
        if node.kind is not NodeKind.gate:
            continue
        if [kinds[source] for source in arrows.get(node.id, ())] != [NodeKind.packet]:
            yield f"gate {node.id!r} must follow its packet and nothing else"
        if node.gate is None or not node.gate.seats:
            yield f"gate {node.id!r} has no seat for a person"
        if "approved" not in outcomes.get(node.id, set()):
            yield f"gate {node.id!r} leads nowhere when it is approved"


def _dominated(blueprint: Blueprint, after: Mapping[str, tuple[str, ...]]) -> Iterable[str]:
    """No path may reach an execution around a gate."""
    gates = {node.id for node in blueprint.nodes if node.kind is NodeKind.gate}
    open_ways = {source: () if source in gates else targets for source, targets in after.items()}
    around = _walk(blueprint.start, open_ways)
    for node in blueprint.nodes:
        if node.kind is NodeKind.execute and node.id in around:
            yield f"{node.id!r} can be reached without passing a gate"
