"""Gradients held against numerical slopes, and derivations by hand against the true ones."""

from .derivation import check_derivation as check_derivation
from .gradcheck import gradcheck as gradcheck
