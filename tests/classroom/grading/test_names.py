"""Names of data, grad and backward are found, or taken as they are given."""

from pathlib import Path

import pytest

from micrograd_plus.classroom.grading.names import Named, find_names, read_names
from micrograd_plus.classroom.grading.programs import drawn
from micrograd_plus.classroom.grading.sandbox import Session
from tests.classroom.grading.engines import ARRAYS, CLOSURES, COUNTS, TAPE
from tests.classroom.grading.helpers import PATIENT, written


def found(folder: Path, source: str, kind: str = "Value", **given: str) -> Named:
    """What is found of an engine."""
    file = written(folder, source)
    return find_names(lambda names: Session(file, kind, names, PATIENT), given)


def test_usual_names(tmp_path: Path) -> None:
    """And what an engine has nowhere is known at once."""
    named = found(tmp_path, CLOSURES)
    assert (named.names["data"], named.names["grad"]) == ("data", "grad")
    assert named.tolerance == 1e-6
    assert "sigmoid" in named.lacking
    assert "tanh" not in named.lacking


def test_other_names_and_functions(tmp_path: Path) -> None:
    """A pass may be a function of the module."""
    named = found(tmp_path, TAPE, "Var")
    assert named.names["data"] == "value"
    assert named.names["grad"] == "g"
    assert named.names["backward"] == "backprop()"
    assert "exp" not in named.lacking


def test_names_that_nobody_guesses_are_tried(tmp_path: Path) -> None:
    """Whatever method gives the gradient of a product is the pass."""
    odd = CLOSURES.replace(".grad", ".slope").replace(".data", ".content")
    named = found(tmp_path, odd.replace("def backward", "def go_back"))
    assert named.names["data"] == "content"
    assert named.names["grad"] == "slope"
    assert named.names["backward"] == "go_back"


def test_given_names_are_taken(tmp_path: Path) -> None:
    """Also where others are there."""
    named = found(tmp_path, COUNTS, "Node", log="ln", data="val")
    assert named.names["data"] == "val"
    assert "log" not in named.lacking


def test_numbers_of_32_bits_are_less_exact(tmp_path: Path) -> None:
    """Their engine is not wrong for that."""
    pytest.importorskip("numpy")
    assert found(tmp_path, ARRAYS.replace("dtype=float", "dtype='f4'"), "Tensor").tolerance == 1e-3


def test_values_may_be_made_of_lists(tmp_path: Path) -> None:
    """Where a number alone is refused."""
    listed = CLOSURES.replace("self.data = data\n", "self.data = data[0] + 0.0\n")
    listed = listed.replace("Value(other)", "Value([other])").replace(
        "Value(self.data * other.data,", "Value([self.data * other.data],"
    )
    assert found(tmp_path, listed).names["wrap"] == "list"


def test_a_pass_may_need_the_gradient_with_which_it_begins(tmp_path: Path) -> None:
    """It is 1; and a value may have to be told that it keeps its gradient."""
    needing = CLOSURES.replace("def backward(self):", "def backward(self, gradient):")
    needing = needing.replace("self.grad = 1.0", "self.grad = gradient if self.kept else 0.0")
    needing = needing.replace("parents=()):", "parents=(), requires_grad=False):").replace(
        "        self.data = data\n",
        "        self.data = data\n"
        "        self.kept = requires_grad or any(x.kept for x in parents)\n",
    )
    file = written(tmp_path, needing)
    named = found(tmp_path, needing)
    with Session(file, "Value", named.names, PATIENT) as session:
        answer = session.run(drawn("a = value(3); b = a * a; b.backward()"))
    assert answer.error is None
    assert answer.numbers["a"] == (3.0, 6.0)


def test_a_mapping_is_read() -> None:
    """As text or as it is."""
    assert read_names(" data=value,grad = g ") == {"data": "value", "grad": "g"}
    assert read_names({"log": "ln"}) == {"log": "ln"}
    assert read_names(None) == read_names("") == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [("dta=value", "did you mean data"), ("data=1x", "is no name"), ("wrap=box", "none of")],
)
def test_a_wrong_mapping_is_refused(text: str, words: str) -> None:
    """With the cure."""
    with pytest.raises(ValueError, match=words):
        read_names(text)
