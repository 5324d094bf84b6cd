"""A derivation by hand, held against the true gradients step by step."""

from .check import check_derivation as check_derivation
from .report import DerivationReport as DerivationReport, Verdict as Verdict
