"""What is written and read: plain data, and files that are there whole or not at all."""
