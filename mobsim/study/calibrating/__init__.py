"""Which sets of beliefs does history not rule out?

First, mobsim draws sets of beliefs from their priors (`belief_space`). Then mobsim simulates every
historical event with each set (`set_runs`), and rules out sets whose results are too far from the
observations. With the help of emulators (`emulators`), mobsim proposes further sets
(`history_matching`). The remaining sets are written to a file (`calibrated_sets`), from which
nights can draw their beliefs. To test the sets, mobsim scores their predictions of events that were
not used for calibration (`held_out`).
"""
