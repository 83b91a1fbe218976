"""Can a force do what it promised?

The method is that of the 2014 inspections, applied to a quarter's returns and to simulated runs. It
covers capacity and contribution, capability, consistency and connectivity. Every finding names the
rows and runs that support it. An inspection reports missing data as a gap and never guesses.
``docs/inspection.md`` lists the rules.
"""
