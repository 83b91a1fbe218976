"""How many units does an incident keep when its need falls? A module per rule, with its name."""
