"""Between the recorded graph and the text of a program: statements, those alike, those repeated."""
