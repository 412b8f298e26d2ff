"""The options that several commands share."""

import click

from assent.cli.place import Place

__all__ = ["as_json", "as_person", "pass_place"]

pass_place = click.make_pass_decorator(Place)

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")

as_person = click.option(
    "--as", "person", metavar="PERSON", help="Who acts; by default the account that is logged in."
)
