"""Which documents does a stress test give to decision-makers?"""

from mobsim.stress.paper.paper_files import paper_of, write_paper

__all__ = ["paper_of", "write_paper"]
