"""
An operation of one's own
=========================

An operation of one's own in one row, explained like any other; a wrong one is refused.
"""

from micrograd_plus import Value, explain, gradcheck, rule


def main() -> None:
    mish = rule(
        "mish",
        "x",
        "x * tanh(softplus(x))",
        "tanh(softplus(x)) + x * sigmoid(x) * (1 - tanh(softplus(x))**2)",
    )
    x = Value(0.5, label="x")
    y = mish(x)
    y.label = "y"
    print(explain(y))

    report = gradcheck(mish, 0.5)
    print(f"\n{report}")
    assert report

    print("\nWithout the second term:")
    refusal = ""
    try:
        rule("wrong_mish", "x", "x * tanh(softplus(x))", "tanh(softplus(x))")
    except ValueError as error:
        refusal = str(error)
    print(refusal)
    assert "is wrong" in refusal


if __name__ == "__main__":
    main()
