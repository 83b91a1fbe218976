"""``mobsim scenarios``: which scenarios are shipped, and what does each ask?"""

from dataclasses import asdict

import click

from mobsim.cli.options import STARTER, json_option, say, say_json, say_next
from mobsim.scenario.file import shipped_scenarios


@click.command(epilog="Example:  mobsim scenarios")
@json_option
def scenarios(as_json: bool) -> None:
    """List the scenarios that are shipped, with the question each asks and its overrides.

    A shipped scenario runs by its bare name from any folder.
    """
    shipped = shipped_scenarios()
    if as_json:
        say_json("scenarios", {"scenarios": [asdict(each) for each in shipped]})
        return
    for each in shipped:
        say(each.name)
        say(f"  {each.question}")
        if each.overrides:
            say(f"  --with {' | '.join(each.overrides)}")
    say_next("mobsim run quickstart", f"mobsim new {STARTER}")
