"""Is a force able to do what it promised?

The method of the inspections of 2014, on a quarter's returns and on runs: capacity and
contribution, capability, consistency, connectivity. Every finding names the rows and runs that it
rests on, and what was not returned is a gap, never a guess. Rules: ``docs/inspection.md``.
"""
