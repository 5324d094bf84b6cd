"""A derivation by hand, held against the true gradients step by step."""

from .checking import check_derivation as check_derivation
from .report import DerivationReport as DerivationReport
from .report import Verdict as Verdict
