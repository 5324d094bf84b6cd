"""An expression from text: names in any order, and nothing typed is run."""

from pathlib import Path

import pytest

from micrograd_plus import Value
from micrograd_plus.commands.typed import compute, read
from micrograd_plus.errors import FormulaError


class TestCompute:
    def test_bindings_in_any_order(self) -> None:
        """Names may be given before or after they are needed; results carry them as labels."""
        result, leaves = compute("d * f", ["d=e+c", "e=a*b", "a=2", "b=-3", "c=10", "f=-2"])
        result.backward()
        assert result.data == -8.0
        assert {name: leaf.grad for name, leaf in leaves.items()} == {
            "a": 6.0,
            "b": -4.0,
            "c": -2.0,
            "f": 4.0,
        }
        assert result.label == "L"
        assert result.parents[0].label == "d"

    def test_numbers_may_be_worked_out(self) -> None:
        """A binding without names is a number, such as pi/2; e is a number unless it is given."""
        result, leaves = compute("x * e", ["x=-pi/2"])
        assert leaves["x"].data == pytest.approx(-1.5707963267948966)
        assert leaves["x"].rule is None
        assert result.data == pytest.approx(-1.5707963267948966 * 2.718281828459045)
        assert compute("x * e", ["x=2", "e=5"])[0].data == 10.0

    def test_every_kind_of_operation(self) -> None:
        """Variadic operations, compositions, conditions and comparisons are computed."""
        values = ["a=1", "b=2", "c=3"]
        for text, expected in [
            ("sum(a, b, c)", 6.0),
            ("mean(a, b, c)", 2.0),
            ("prod(a, b, c)", 6.0),
            ("where(a < b, a, b)", 1.0),
            ("where(a == 1, c, b)", 3.0),
            ("where(1 >= 2, c, b)", 2.0),
            ("2**-a", 0.5),
            ("--a", 1.0),
        ]:
            assert compute(text, values)[0].data == expected

    def test_what_is_undefined_is_pointed_at(self) -> None:
        """An operation outside its domain is shown in the text where it stands."""
        with pytest.raises(FormulaError) as caught:
            compute("1 + log(x)", ["x=0"])
        assert "x > 0" in str(caught.value)
        assert (caught.value.text, caught.value.column) == ("1 + log(x)", 4)
        with pytest.raises(FormulaError) as caught:
            compute("q + 1", ["x=0", "q=2 * (1/x)"])
        assert (caught.value.text, caught.value.column) == ("2 * (1/x)", 5)

    def test_the_root_keeps_clear_of_taken_names(self) -> None:
        """The result is called L unless L is a name already."""
        assert compute("L * x", ["L=2", "x=3"])[0].label == "out"
        assert compute("x", ["x=3"])[0].label == "x"
        assert compute("L*out*L_2", ["L=2", "out=1", "L_2=2"])[0].label == "L_3"

    def test_names_are_read_in_their_normal_form(self) -> None:
        """A name in another form of the same letters is the same name, as in Python."""
        assert compute("\U0001d431 * 2", ["\U0001d431=3"])[0].data == 6.0

    def test_what_is_not_used_is_told(self) -> None:
        """Names that the result does not need are found."""
        assert read("a * b", ["a=1", "b=2", "c=3", "d=c"]).unused() == ["c", "d"]

    def test_nothing_typed_is_run(self, tmp_path: Path) -> None:
        """Text that would do something as Python is only refused."""
        target = tmp_path / "made"
        for text in (
            f"open({str(target)!r}, 'w')",
            f"__import__('pathlib').Path({str(target)!r}).touch()",
            "().__class__.__bases__",
            "[x for x in ().__class__.__base__.__subclasses__()]",
            "exit()",
            "x" * 3 + "(" + "1" + ")",
        ):
            with pytest.raises(FormulaError):
                compute(text, ["x=1"])
        assert not target.exists()


def test_compute_gives_values() -> None:
    """A bare number is a constant Value all the same."""
    assert isinstance(compute("2")[0], Value)
