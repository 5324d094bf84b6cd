"""Mistakes that learners make, each with what the answer must name."""
