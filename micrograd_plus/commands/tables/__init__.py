"""A user's own table: from a CSV file to numbers to learn from, and from outputs back to words."""
