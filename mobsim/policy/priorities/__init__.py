"""What comes first, need or relief? One module an order, which names it."""
