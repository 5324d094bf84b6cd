"""A drawing before it has a form: boxes, lines, and what was left out."""

from dataclasses import dataclass, field

from micrograd_plus.engine import Value


@dataclass(slots=True)
class Box:
    """What is drawn as one.

    Attributes:
        name: what the DOT text calls it.
        nodes: all values in it, in topological order.
        value: the value to show, if they are alike; None for a part of a program or a bundle.
        title: what it is called, where there is no value to show.
        short: the same without a name that all parts of the drawing begin with.
        kind: the class of the module, if it is one.
        alike: how many equal samples of it are drawn once.
        row: how many operations of one kind in a row are drawn as one.
        operands_cut: how many operands are not in the drawing.
        uses_cut: how often it is used outside of the drawing.
        focus: whether it is what the drawing is about.
    """

    name: str
    nodes: list[Value]
    value: Value | None
    title: str = ""
    short: str = ""
    kind: str = ""
    alike: int = 1
    row: int = 1
    operands_cut: int = 0
    uses_cut: int = 0
    focus: bool = False


@dataclass(slots=True)
class Line:
    """The edges from one box to another.

    Attributes:
        source: the box of the operands.
        target: the box of the results.
        edges: each as the result and the number of the operand.
    """

    source: Box
    target: Box
    edges: list[tuple[Value, int]] = field(default_factory=list)


@dataclass(slots=True)
class Sketch:
    """Boxes and lines.

    Attributes:
        boxes: operands before results.
        lines: those that lead to one box stand together, in the order of the operands.
        values: how many values the boxes hold.
        whole: how many values the whole graph has.
        level: what is drawn as one, such as `neuron`.
        wanted: what was asked for; empty if nothing was.
        collapsed: whether any box stands for more than one value.
    """

    boxes: list[Box]
    lines: list[Line]
    values: int
    whole: int
    level: str = "operation"
    wanted: str = ""
    collapsed: bool = False
