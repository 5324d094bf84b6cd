"""What fit records while a model is trained: one class for each thing to watch."""
