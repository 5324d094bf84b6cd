"""The rule table, and its readers that need no more than its text."""
