"""``mobsim schema``: which keys can a scenario and a result have?"""

import click

from mobsim.cli.options import STARTER, say_as_is, say_beside
from mobsim.scenario.file import json_schema
from mobsim.telling.results import dumps, result_schema


@click.command(epilog="Example:  mobsim schema > mobsim.schema.json")
@click.option(
    "--result",
    is_flag=True,
    help="Print the schema of the document that 'mobsim run --json' prints.",
)
def schema(result: bool) -> None:
    """Print the JSON Schema of a scenario file, so that an editor can complete and check keys.

    If your editor uses the YAML language server, put this line at the top of a scenario:

    # yaml-language-server: $schema=mobsim.schema.json
    """
    shape = result_schema() if result else json_schema(plugins=True)
    say_as_is(dumps(shape))
    say_beside("Next: mobsim run quickstart --json" if result else f"Next: mobsim new {STARTER}")
