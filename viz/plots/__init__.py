"""Pictures of training, each by one call that returns a matplotlib Figure."""
