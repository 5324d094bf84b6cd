"""Replay by numpy: the program, its lines, and what runs them."""
