"""
An operation of one's own
=========================

An operation of one's own in one row, explained like any other; a wrong one is refused.
"""

from micrograd_plus import Value, draw_dot, explain, gradcheck, rule

# %%
# A row has the name, the arguments, the formula, and one partial derivative for each argument.
mish = rule(
    "mish",
    "x",
    "x * tanh(softplus(x))",
    "tanh(softplus(x)) + x * sigmoid(x) * (1 - tanh(softplus(x))**2)",
)

# %%
# That is all: it is explained, drawn, replayed and checked as the others are.
x = Value(0.5, label="x")
y = mish(x)
y.label = "y"
print(explain(y))
y.backward()
draw_dot(y)

# %%
# Its derivative against differences:
report = gradcheck(mish, 0.5)
print(report)
assert report

# %%
# Without the second term it is refused, with a point at which it is wrong.
refusal = ""
try:
    rule("wrong_mish", "x", "x * tanh(softplus(x))", "tanh(softplus(x))")
except ValueError as error:
    refusal = str(error)
print(refusal)
assert "is wrong" in refusal
