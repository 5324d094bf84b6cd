"""What a wrong derivation may have done: each file knows one kind of mistake."""
