"""What every writing tool must do, as tests to inherit.

Subclass ``ToolConformance`` in a test module and say how a tool and its target are made::

    class TestFlags(ToolConformance):
        arguments = ({"flag": "a", "on": True}, {"flag": "b", "on": True})

        def make(self, folder: Path) -> tuple[WriteTool, Target]:
            return set_flag, Target(name="flags", kind="file", settings={"file": ...})

        def state(self, target: Target) -> object:
            return Path(target.settings["file"]).read_text()
"""

from pathlib import Path
from typing import Any, ClassVar

import pytest

from assent.canonical import digest_of
from assent.errors import AssentError
from assent.ports import WriteTool
from assent.records import Action, Probed, Target

__all__ = ["ToolConformance"]

Case = tuple[WriteTool, Target]
_KEY, _OTHER, _BACK = (digest_of(name) for name in ("key", "other", "back"))


class ToolConformance:
    """Inherit, define ``arguments``, ``make`` and ``state``, and every rule is tested."""

    arguments: ClassVar[tuple[dict[str, Any], dict[str, Any]]]
    """Arguments of two writes that can be made one after the other."""

    probes: ClassVar[bool] = True
    """Whether the tool can tell an idempotency key; set False for one without a probe."""

    observes: ClassVar[bool] = True
    """Whether the tool observes versions; one that does not cannot refuse a moved target."""

    undoes: ClassVar[bool] = True
    """Whether the tool has an inverse."""

    chains: ClassVar[bool] = True
    """Whether the tool can simulate one write after another."""

    def make(self, folder: Path) -> Case:
        """Return the tool and a fresh target in the folder."""
        raise NotImplementedError

    def state(self, target: Target) -> object:
        """Return what the target holds, in any form that can be compared."""
        raise NotImplementedError

    @pytest.fixture
    def case(self, tmp_path: Path) -> Case:
        """Give a test its tool and target."""
        return self.make(tmp_path)

    def planned(self, case: Case, place: int = 0, before: tuple[Action, ...] = ()) -> Action:
        """Return one of the writes, simulated."""
        tool, target = case
        arguments = self.arguments[place]
        found = tool.simulate(target, arguments, before)
        name = tool.descriptor.name
        named: dict[str, Any] = {"tool": name, "target": target.name, "arguments": arguments}
        return Action(index=place + 1, **named, **found.plain())

    def test_it_says_that_it_writes_and_what_it_takes(self, case: Case) -> None:
        """A descriptor has a name, a sentence, the effect and a schema of an object."""
        descriptor = case[0].descriptor

        assert descriptor.effect == "write"
        assert descriptor.description
        assert descriptor.parameters.get("type") == "object"
        assert descriptor == case[0].descriptor

    def test_looking_changes_nothing(self, case: Case) -> None:
        """Simulating, observing, probing and validating leave the target as it is."""
        tool, target = case
        before = self.state(target)
        action = self.planned(case)
        tool.observe(target, action)
        tool.probe(target, _KEY)
        tool.validate(target, action)

        assert self.state(target) == before
        assert self.planned(case) == action

    def test_what_was_simulated_is_what_comes(self, case: Case) -> None:
        """The versions before and after a write are those of its simulation."""
        tool, target = case
        action = self.planned(case)
        assert action.expected.items() <= tool.observe(target, action).items()
        before = self.state(target)
        tool.apply(target, action, _KEY)

        after = tool.observe(target, action)
        assert {k: v for k, v in after.items() if k in action.result}.items() <= (
            action.result.items()
        )
        assert self.state(target) != before
        assert tool.validate(target, action) == []

    def test_a_key_is_found_after_its_write_only(self, case: Case) -> None:
        """A probe never says applied of what was not, nor absent of what was."""
        tool, target = case
        nothing = tool.probe(target, _KEY)
        tool.apply(target, self.planned(case), _KEY)
        found, other = tool.probe(target, _KEY), tool.probe(target, _OTHER)

        wanted = (Probed.absent, Probed.applied, Probed.absent)
        silent = (Probed.unknown,) * 3
        assert (nothing, found, other) == (wanted if self.probes else silent)

    def test_a_moved_target_is_refused(self, case: Case) -> None:
        """The write itself refuses, also when nobody looked before."""
        if not self.observes:
            pytest.skip("the tool observes no versions")
        tool, target = case
        late = self.planned(case)
        tool.apply(target, self.planned(case), _OTHER)
        moved = self.state(target)
        with pytest.raises(AssentError):
            tool.apply(target, late, _KEY)

        assert self.state(target) == moved
        assert tool.probe(target, _KEY) is (Probed.absent if self.probes else Probed.unknown)

    def test_the_undo_brings_back_what_was(self, case: Case) -> None:
        """Exactly, and its own key is left with it."""
        if not self.undoes:
            pytest.skip("the tool has no inverse")
        tool, target = case
        before = self.state(target)
        action = self.planned(case)
        tool.apply(target, action, _KEY)
        inverse = action.inverse()
        tool.apply(target, inverse, _BACK)

        assert self.state(target) == before
        assert tool.validate(target, inverse) == []
        assert tool.probe(target, _BACK) is (Probed.applied if self.probes else Probed.unknown)

    def test_the_second_write_expects_what_the_first_leaves(self, case: Case) -> None:
        """Two writes are simulated in order, made in order, and undone the last first."""
        if not (self.chains and self.undoes):
            pytest.skip("the tool cannot simulate one write after another")
        tool, target = case
        before = self.state(target)
        first = self.planned(case)
        second = self.planned(case, 1, (first,))
        tool.apply(target, first, _KEY)
        assert second.expected.items() <= tool.observe(target, second).items()
        tool.apply(target, second, _OTHER)
        for place, action in enumerate((second, first)):
            tool.apply(target, action.inverse(), digest_of(place))

        assert self.state(target) == before
