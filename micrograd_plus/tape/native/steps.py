"""Steps of descent as a module for LLVM: a loop around the program of a tape."""

from dataclasses import dataclass

from .code import Code, helpers
from .index import Index
from .printer import FINITE, FLAGS, MEAN, OUTSIDE
from .recipe import REMEMBERED, Recipe

WIDE = 4
POINTERS = ["both", "context", "row", "out", "results", "parameters", "gradient"]
POINTERS += ["safe", "fixed", *REMEMBERED, "rates", "losses", "right", "order", "data", "labels"]
NUMBERS = ["steps", "rows", "padded", "all", "first"]


@dataclass(frozen=True)
class Kind:
    """What a program of descent depends on besides the optimiser.

    Attributes:
        parameters: how many there are.
        columns: how many row arguments there are.
        l2: the factor of the sum of squared parameters that is added to the mean result.
        classes: how many outputs, behind the first, tell a class; 0 if none do.
        batches: whether each step takes other rows.
    """

    parameters: int
    columns: int
    l2: float = 0.0
    classes: int = 0
    batches: bool = False


def print_steps(recipe: Recipe, kind: Kind, functions: set[tuple[str, int, int]]) -> str:
    """Return a module with a function `descend`; note the functions that it calls."""
    texts = [_step(recipe, kind, lanes, functions) for lanes in (WIDE, 1)]
    texts.append(_descend(recipe, kind, functions))
    if kind.l2:
        texts.append(_squares(kind, functions))
    if kind.batches:
        texts.append(_gather(kind, functions))
    if kind.classes:
        texts.append(_count(kind, functions))
    return "\n".join([helpers(functions), _DECLARED, *texts, ""])


def _descend(recipe: Recipe, kind: Kind, functions: set[tuple[str, int, int]]) -> str:
    """The loop over steps: look at the batch, go on if all is well."""
    code = Code(1, functions)
    code.unpack("context_of_all", POINTERS, NUMBERS)
    code.write("br label %step")
    code.lines.append("step:")
    code.write("%s = phi i64 [ 0, %entry ], [ %next, %go ]")
    code.write("%more = icmp ult i64 %s, %steps")
    code.write("br i1 %more, label %look, label %done")
    code.lines.append("look:")
    loss, fine = _look(code, kind)
    code.write(f"br i1 {fine}, label %go, label %done")
    code.lines.append("go:")
    _note(code, kind, loss)
    _move(code, recipe, kind)
    code.write("%next = add i64 %s, 1")
    code.write("br label %step")
    code.lines.append("done:")
    at = code.let("getelementptr double, ptr %losses, i64 %steps")
    code.write(f"store double {code.let('uitofp i64 %s to double')}, ptr {at}")
    return _function("void @descend(ptr %context_of_all)", code, "ret void", inside=False)


def _look(code: Code, kind: Kind) -> tuple[str, str]:
    """Compute a batch: its loss, and whether that and all else is as it should be."""
    if kind.batches:
        code.write(f"call void @gather({_GATHERED})")
    code.write("call void %both(ptr %context)")
    loss = code.load("results", Index(MEAN))
    if kind.l2:
        squares = code.let("call double @squares(ptr %parameters)")
        loss = code.operate("add", loss, code.operate("mul", code.number(kind.l2), squares))
    # What is not finite times 0 is nan, and stays so.
    trouble = code.operate("mul", loss, code.number(0.0))
    for place in (FLAGS, OUTSIDE, FINITE):
        trouble = code.operate("add", trouble, code.load("results", Index(place)))
    return loss, code.compare("equal", trouble, code.number(0.0))


def _note(code: Code, kind: Kind, loss: str) -> None:
    """Keep the parameters before the step, its loss, and how many rows told their class."""
    size = 8 * kind.parameters
    code.write(
        f"call void @llvm.memcpy.p0.p0.i64(ptr %safe, ptr %parameters, i64 {size}, i1 false)"
    )
    at = code.let("getelementptr double, ptr %losses, i64 %s")
    code.write(f"store double {loss}, ptr {at}")
    if kind.classes:
        counted = code.let(f"call double @count({_COUNTED})")
        at = code.let("getelementptr double, ptr %right, i64 %s")
        code.write(f"store double {counted}, ptr {at}")


def _move(code: Code, recipe: Recipe, kind: Kind) -> None:
    """Move the parameters."""
    at = code.let("getelementptr double, ptr %rates, i64 %s")
    rate = code.let(f"load double, ptr {at}")
    turn = code.let(f"uitofp i64 {code.let('add i64 %s, %first')} to double")
    recipe.write_fixed(code, rate, turn)
    names = ("parameters", "gradient", "fixed", *REMEMBERED)
    given = ", ".join([f"ptr %{name}" for name in names])
    whole, rest = divmod(kind.parameters, WIDE)
    if whole:
        code.write(f"call void @step_{WIDE}({given}, i64 0, i64 {whole})")
    if rest:
        code.write(f"call void @step_1({given}, i64 {whole * WIDE}, i64 {rest})")


def _step(recipe: Recipe, kind: Kind, lanes: int, functions: set[tuple[str, int, int]]) -> str:
    code = Code(lanes, functions)
    with code.loop("%count") as place:
        recipe.write_step(code, Index(0, (("%begin", 1), (place, lanes))), kind.l2)
    names = ("parameters", "gradient", "fixed", *REMEMBERED)
    taken = ", ".join([f"ptr noalias %{name}" for name in names])
    return _function(f"void @step_{lanes}({taken}, i64 %begin, i64 %count)", code, "ret void")


def _squares(kind: Kind, functions: set[tuple[str, int, int]]) -> str:
    """The sum of the squared parameters, in lanes and then one by one."""
    code = Code(WIDE, functions)
    whole = kind.parameters // WIDE
    sums = code.number(0.0)
    if whole:
        with code.adding(whole, sums) as (place, so_far, after):
            p = code.load("parameters", Index(0, ((place, WIDE),)))
            after.append(code.operate("add", so_far, code.operate("mul", p, p)))
        sums = after[-1]
    parts = code.apart(sums)
    for rest in range(whole * WIDE, kind.parameters):
        at = code.let(f"getelementptr double, ptr %parameters, i64 {rest}")
        p = code.let(f"load double, ptr {at}")
        parts.append(code.let(f"fmul double {p}, {p}"))
    total = parts[0]
    for part in parts[1:]:
        total = code.let(f"fadd double {total}, {part}")
    return _function("double @squares(ptr %parameters)", code, f"ret double {total}")


def _gather(kind: Kind, functions: set[tuple[str, int, int]]) -> str:
    """Bring the rows of a step to where the replay looks; the last fills the block up."""
    code = Code(1, functions)
    code.write("%start = mul i64 %s, %rows")
    code.write("%last = sub i64 %rows, 1")
    with code.loop("%padded") as row:
        inside = code.let(f"call i64 @llvm.umin.i64(i64 {row}, i64 %last)")
        at = code.let(f"getelementptr i64, ptr %order, i64 {code.let(f'add i64 %start, {inside}')}")
        place = code.let(f"load i64, ptr {at}")
        with code.loop(kind.columns) as column:
            begin = code.let(f"mul i64 {column}, %all")
            number = code.load("data", Index(0, ((begin, 1), (place, 1))))
            to = code.let(f"mul i64 {column}, %padded")
            code.store(number, "row", Index(0, ((to, 1), (row, 1))))
    return _function(f"void @gather({_GATHERED})", code, "ret void")


def _count(kind: Kind, functions: set[tuple[str, int, int]]) -> str:
    """How many rows tell their class: by the largest output, or a single one above 0."""
    code = Code(1, functions)
    code.write("%start = mul i64 %s, %rows")
    with code.adding("%rows", code.number(0.0)) as (row, so_far, after):
        scores = []
        for number in range(1, kind.classes + 1):
            begin = code.let(f"mul i64 %padded, {number}")
            scores.append(code.load("out", Index(0, ((begin, 1), (row, 1)))))
        if kind.classes == 1:
            above = code.compare("greater", scores[0], code.number(0.0))
            told = code.choose(above, code.number(1.0), code.number(0.0))
        else:
            best, told = scores[0], code.number(0.0)
            for number, score in enumerate(scores[1:], start=1):
                larger = code.compare("greater", score, best)
                best = code.choose(larger, score, best)
                told = code.choose(larger, code.number(float(number)), told)
        if kind.batches:
            at = code.let(
                f"getelementptr i64, ptr %order, i64 {code.let(f'add i64 %start, {row}')}"
            )
            place = code.let(f"load i64, ptr {at}")
        else:
            place = row
        wanted = code.load("labels", Index(0, ((place, 1),)))
        right = code.choose(code.compare("equal", told, wanted), code.number(1.0), code.number(0.0))
        after.append(code.operate("add", so_far, right))
    return _function(f"double @count({_COUNTED})", code, f"ret double {after[-1]}")


def _function(head: str, code: Code, end: str, inside: bool = True) -> str:
    kind = "define internal" if inside else "define"
    return "\n".join([f"{kind} {head} {{", "entry:", *code.lines, f"  {end}", "}"])


_GATHERED = "ptr %row, ptr %order, ptr %data, i64 %rows, i64 %padded, i64 %all, i64 %s"
_COUNTED = "ptr %out, ptr %labels, ptr %order, i64 %rows, i64 %padded, i64 %s"

_DECLARED = """\
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
declare i64 @llvm.umin.i64(i64, i64)
"""
