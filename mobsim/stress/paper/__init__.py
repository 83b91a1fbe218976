"""What does a stress test give to the people who decide?"""

from mobsim.stress.paper.paper_files import paper_of, write_paper

__all__ = ["paper_of", "write_paper"]
