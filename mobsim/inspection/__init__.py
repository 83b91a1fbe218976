"""Can a force provide the aid that it promised?

An inspection applies the method of the 2014 inspections to a quarter's returns and to simulated
runs. The method covers capacity and contribution, capability, consistency and connectivity. Every
finding names the rows and runs that support it. An inspection reports missing data as a gap and
never guesses. ``docs/inspection.md`` lists the rules.
"""
