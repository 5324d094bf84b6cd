"""fit: from a model and rows of data to a history."""

from .fit import fit as fit
