"""What is typed: a file for each command or family of them, and what they share."""
