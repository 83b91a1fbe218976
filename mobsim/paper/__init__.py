"""What does a stress test hand to the people who decide?"""

from mobsim.paper.writing import write_paper

__all__ = ["write_paper"]
