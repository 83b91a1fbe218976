"""``mobsim schema``: how does an editor know the keys of a scenario?"""

import json

import click

from mobsim.cli.options import STARTER, say, say_beside
from mobsim.scenario_file import json_schema


@click.command(epilog="Example:  mobsim schema > mobsim.schema.json")
def schema() -> None:
    """Print the JSON Schema of a scenario file, for completion and checks in an editor.

    With the YAML language server put this line at the top of a scenario:

    # yaml-language-server: $schema=mobsim.schema.json
    """
    say(json.dumps(json_schema(), indent=2, sort_keys=True, ensure_ascii=False))
    say_beside(f"Next: mobsim new {STARTER}")
