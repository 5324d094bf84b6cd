"""Sheets of exercises: drawn from a seed, and written in the formats that classrooms use."""
