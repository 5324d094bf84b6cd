"""Pictures of training, each by one call that returns a matplotlib Figure."""

from .figures import figure_class as figure_class
