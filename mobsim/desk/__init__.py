"""How can a planner build, run, watch, compare and share a night without a terminal?"""
