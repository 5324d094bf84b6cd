"""Exercises in backpropagation whose numbers come out by hand."""
