"""Which comes first, need or relief? One module per order; the order has the module's name."""
