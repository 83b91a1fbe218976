"""Which sets of beliefs does history not rule out?

Sets are drawn from the priors (`belief_space`), run on each event of history (`set_runs`), held
against what was observed and ruled out (`history_matching`); emulators propose further sets
(`emulators`). What is left is a file (`calibrated_sets`), from which nights draw, and which is
scored on events that had no part in it (`held_out`).
"""
