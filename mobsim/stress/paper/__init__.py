"""Which documents does a stress test produce for decision-makers?"""

from mobsim.stress.paper.paper_files import paper_of, write_paper

__all__ = ["paper_of", "write_paper"]
