"""Does anything that a person can hand to mobsim end in a traceback, or never end?

``python -m tests.fuzzing READER --minutes 10 --seed 1`` makes up inputs for one reader, hands them
to it and counts what came of them. A *recipe* is an input as plain data: a kept one is a line of
``corpus/READER.jsonl``. The same seed gives the same inputs.
"""
