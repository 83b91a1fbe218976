"""How many units does an incident keep when its need falls? One module a rule, which names it."""
