"""``NAME=VALUE`` on the command line."""

import click

__all__ = ["PAIR"]


class _Pair(click.ParamType[tuple[str, str]]):
    """Splits at the first equals sign; a name is needed before it and a value behind."""

    name = "pair"

    def convert(
        self, value: str | tuple[str, str], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Return name and value."""
        if isinstance(value, tuple):
            return value
        name, equals, rest = value.partition("=")
        if not (name and equals and rest):
            wanted = (param.metavar if param else None) or "NAME=VALUE"
            self.fail(f"{value!r} is not of the form {wanted}.", param, ctx)
        return name, rest


PAIR = _Pair()
