"""How things show themselves: the one way from the core to viz, and what a notebook shows."""
