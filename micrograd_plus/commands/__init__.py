"""The commands that train and predict, a file for each."""
