"""Gradients held against numerical slopes, and derivations by hand against the true ones."""
