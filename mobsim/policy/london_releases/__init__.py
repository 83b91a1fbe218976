"""When may London's units leave London? Each module is named after the rule that it defines."""
