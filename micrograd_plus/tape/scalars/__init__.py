"""Replay by plain Python lines, for graphs that are deep and narrow."""
