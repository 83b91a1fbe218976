"""Which sets of beliefs does history not rule out?

Sets are drawn from the priors (`belief_space`), run on each event of history (`set_runs`), compared
with the observations and ruled out (`history_matching`); emulators propose further sets
(`emulators`). The remaining sets form a file (`calibrated_sets`), from which nights draw. They are
scored on events that played no part in calibration (`held_out`).
"""
