"""How fast is mobsim, against what? Ratios side by side: ``python -m benchmarks``."""
