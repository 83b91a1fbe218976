"""Can a force do what it promised?

This is the method of the 2014 inspections, applied to a quarter's returns and to runs. It covers
capacity and contribution, capability, consistency and connectivity. Every finding names the rows
and runs behind it. Missing data is a gap, never a guess. The rules are in ``docs/inspection.md``.
"""
