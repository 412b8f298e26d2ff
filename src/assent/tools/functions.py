"""Any Python function as a governed tool.

A function that writes says how to probe and how to undo it, or does without: then every
crash on the way is in doubt, and each of its writes is irreversible.
"""

import inspect
from collections.abc import Callable, Sequence
from typing import Any, Literal, get_type_hints, overload

from pydantic import ConfigDict, create_model

from assent.errors import ProposalError, ToolError, WriteError
from assent.records import Action, Probed, Simulated, Target, ToolDescriptor

__all__ = ["ReadFunction", "WriteFunction", "tool"]

Function = Callable[..., Any]
_GIVEN = ("key", "target")
"""Parameters that are filled in by the kernel, when a function has them."""


@overload
def tool(
    *, effect: Literal["read"], schema: dict[str, Any] | None = None, name: str = ...
) -> Callable[[Function], "ReadFunction"]: ...


@overload
def tool(
    *,
    effect: Literal["write"],
    schema: dict[str, Any] | None = None,
    name: str = ...,
    probe: Function | None = None,
    undo: Function | None = None,
    observe: Function | None = None,
    show: Function | None = None,
    validate: Function | None = None,
) -> Callable[[Function], "WriteFunction"]: ...


def tool(
    *,
    effect: Literal["read", "write"],
    schema: dict[str, Any] | None = None,
    name: str = "",
    **hooks: Function | None,
) -> Any:
    """Make a tool of a function.

    Args:
        effect: Whether calling it changes anything.
        schema: JSON schema of its arguments; made from its annotations when left out.
        name: What plans call it; the function's own name, with hyphens, when left out.
        **hooks: For a function that writes. All but ``probe`` are called with its arguments.
            ``probe`` is called with ``key``: True, False, or None for "cannot tell".
            ``undo`` returns the arguments with which calling the function again takes the
            write back, and must be called before the write; None means irreversible.
            ``observe`` returns versions by name, which change when the target does and come
            back when a write is undone. ``show`` returns what a reader is shown of the
            target. ``validate`` returns what is wrong after the write, as sentences.

    A function, and each hook, also gets ``key`` (the idempotency key) and ``target`` (the
    target's settings) when it has parameters of these names.
    """

    def made(function: Function) -> ReadFunction | WriteFunction:
        descriptor = ToolDescriptor(
            name=name or function.__name__.replace("_", "-"),
            description=(inspect.getdoc(function) or "").partition("\n\n")[0],
            effect=effect,
            parameters=schema or _schema(function),
        )
        if effect == "read":
            return ReadFunction(descriptor, function)
        return WriteFunction(descriptor, function, hooks)

    return made


class ReadFunction:
    """A function that an agent may read with."""

    def __init__(self, descriptor: ToolDescriptor, function: Function) -> None:
        self.descriptor, self._function = descriptor, function

    async def call(self, arguments: dict[str, Any]) -> str:
        """Return what the function found, as text.

        Raises:
            ToolError: It raised.
        """
        try:
            found = self._function(**arguments)
            return str(await found if inspect.isawaitable(found) else found)
        except Exception as error:
            raise ToolError(self.descriptor.name, _told(error)) from error


class WriteFunction:
    """A function that an approved plan may call; the ``ports.WriteTool``."""

    def __init__(
        self, descriptor: ToolDescriptor, function: Function, hooks: dict[str, Function | None]
    ) -> None:
        self.descriptor, self._function, self._hooks = descriptor, function, hooks

    @property
    def probes(self) -> bool:
        """Tell whether a crash can be settled without a person."""
        return self._hooks.get("probe") is not None

    def simulate(
        self, target: Target, arguments: dict[str, Any], so_far: Sequence[Action]
    ) -> Simulated:
        """Return the arguments as what is written, and what the hooks say of the target.

        The function cannot be asked what comes after another write: a plan that calls it
        twice on one target is refused when it observes versions.

        Raises:
            ProposalError: It observes versions, and the plan writes there before.
            ToolError: A hook raised.
        """
        expected = self._hooked("observe", target, arguments, {})
        if so_far and expected:
            why = "it observes versions, and cannot tell those after another action of the plan"
            raise ProposalError(self.descriptor.name, target.name, why)
        before = str(self._hooked("show", target, arguments, ""))
        after = "\n".join(f"{name}: {value!r}" for name, value in arguments.items())
        return Simulated(
            expected={str(k): str(v) for k, v in expected.items()},
            before=before,
            after=after,
            diff="".join(f"-{line}\n" for line in before.splitlines())
            + "".join(f"+{line}\n" for line in after.splitlines()),
            validation={"by": "validate"} if self._hooks.get("validate") else {},
            undo=self._hooked("undo", target, arguments, None),
        )

    def observe(self, target: Target, action: Action) -> dict[str, str]:
        """Return the versions that the hook names."""
        found = self._hooked("observe", target, action.arguments, {})
        return {str(name): str(version) for name, version in found.items()}

    def apply(self, target: Target, action: Action, key: str) -> dict[str, Any]:
        """Call the function.

        Raises:
            WriteError: It raised.
        """
        try:
            said = _call(self._function, {**action.arguments}, key, target)
        except Exception as error:
            raise WriteError(self.descriptor.name, _told(error)) from error
        return {"key": key, "said": None if said is None else str(said)}

    def probe(self, target: Target, key: str) -> Probed:
        """Return what the hook says; unknown without one, or when it raises."""
        hook = self._hooks.get("probe")
        if hook is None:
            return Probed.unknown
        try:
            answer = _call(hook, {}, key, target)
        except Exception:
            return Probed.unknown
        return {True: Probed.applied, False: Probed.absent}.get(answer, Probed.unknown)

    def validate(self, target: Target, action: Action) -> list[str]:
        """Return what the hook finds wrong; nothing without one, or after an undo."""
        if not action.validation:
            return []
        return [str(fault) for fault in self._hooked("validate", target, action.arguments, ())]

    def _hooked(self, hook: str, target: Target, arguments: dict[str, Any], without: Any) -> Any:
        function = self._hooks.get(hook)
        if function is None:
            return without
        try:
            return _call(function, {**arguments}, "", target)
        except Exception as error:
            raise ToolError(self.descriptor.name, f"{hook}: {_told(error)}") from error


def _call(function: Function, arguments: dict[str, Any], key: str, target: Target) -> Any:
    wanted = inspect.signature(function).parameters
    given = {"key": key, "target": dict(target.settings)}
    return function(**arguments, **{name: given[name] for name in _GIVEN if name in wanted})


def _schema(function: Function) -> dict[str, Any]:
    """Return the JSON schema of a function's annotated parameters."""
    hints = get_type_hints(function)
    fields: dict[str, Any] = {
        name: (hints.get(name, Any), ... if p.default is p.empty else p.default)
        for name, p in inspect.signature(function).parameters.items()
        if name not in _GIVEN
    }
    model = create_model(function.__name__, __config__=ConfigDict(extra="forbid"), **fields)
    schema: dict[str, Any] = model.model_json_schema()
    return schema


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
