"""Which sets of beliefs does history not rule out?

mobsim draws sets from the priors (`belief_space`) and runs each set on every event of history
(`set_runs`). mobsim rules out sets whose results are too far from the observations, and uses
emulators (`emulators`) to propose further sets (`history_matching`). It writes the remaining sets
to a file (`calibrated_sets`), from which nights can draw their beliefs. The sets are scored on
events that were not used for calibration (`held_out`).
"""
