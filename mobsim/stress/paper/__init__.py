"""What does a stress test hand to the people who decide?"""

from mobsim.stress.paper.paper_files import write_paper

__all__ = ["write_paper"]
