"""When may London's units leave London? Each module defines the rule of the same name."""
