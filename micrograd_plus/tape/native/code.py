"""Text for LLVM, instruction by instruction: what formulas and loops are printed with."""

import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from .index import Index, Turn

# Operators, and comparisons as Python makes them: false where a number is nan, but for !=.
ARITHMETIC = {"add": "fadd", "sub": "fsub", "mul": "fmul", "div": "fdiv"}
COMPARE = {
    "less": "olt",
    "less_equal": "ole",
    "greater": "ogt",
    "greater_equal": "oge",
    "equal": "oeq",
    "not_equal": "une",
}


class Code:
    """The body of a function that computes on `lanes` rows at once.

    Attributes:
        lines: what is written.
        lanes: how many numbers stand side by side.
        functions: the names of the functions called.
        fast: whether the last bit may differ: a product and a sum may be one instruction, and some
            functions are written out.
    """

    def __init__(
        self, lanes: int, functions: set[tuple[str, int, int]], fast: bool = False
    ) -> None:
        self.lines: list[str] = []
        self.fast: bool = fast
        self.functions = functions
        self._stand_side_by_side(lanes)
        self._count = 0
        self._label = "entry"
        self._known: dict[object, str] = {}
        self._turn = Turn()

    def _stand_side_by_side(self, lanes: int) -> None:
        self.lanes: int = lanes
        self.type: str = f"<{lanes} x double>" if lanes > 1 else "double"
        self.truth: str = f"<{lanes} x i1>" if lanes > 1 else "i1"

    @contextmanager
    def wide(self, lanes: int) -> Iterator[None]:
        """Compute with so many numbers side by side what is written in a `with` block."""
        before, known, self._known = self.lanes, self._known, {}
        self._stand_side_by_side(lanes)
        yield
        self._stand_side_by_side(before)
        self._known = known

    def write(self, text: str) -> None:
        """Add a line."""
        self.lines.append(f"  {text}")

    def let(self, text: str) -> str:
        """Add a line that names its result; return the name."""
        self._count += 1
        name = f"%x{self._count}"
        self.lines.append(f"  {name} = {text}")
        return name

    # ------------------------------------------------------------------------------------- numbers

    def number(self, number: float) -> str:
        """Return a number as it is written, in every lane."""
        (bits,) = struct.unpack("<Q", struct.pack("<d", number))
        if self.lanes == 1:
            return f"0x{bits:016X}"
        return f"splat (double 0x{bits:016X})"

    def operate(self, operation: str, a: str, b: str) -> str:
        """Add, subtract, multiply or divide."""
        how = "contract " if self.fast else ""
        return self.let(f"{ARITHMETIC[operation]} {how}{self.type} {a}, {b}")

    def negative(self, a: str) -> str:
        """Change the sign."""
        return self.let(f"fneg {self.type} {a}")

    def compare(self, operation: str, a: str, b: str) -> str:
        """Compare, as Python does."""
        return self.let(f"fcmp {COMPARE[operation]} {self.type} {a}, {b}")

    def logic(self, operation: str, a: str, b: str) -> str:
        """Join two truths by `and`, `or` or `xor`."""
        return self.let(f"{operation} {self.truth} {a}, {b}")

    def choose(self, condition: str, a: str, b: str) -> str:
        """Return `a` where a condition holds, else `b`."""
        return self.let(f"select {self.truth} {condition}, {self.type} {a}, {self.type} {b}")

    def call(self, function: str, *arguments: str) -> str:
        """Call a function lane by lane."""
        self.functions.add((function, len(arguments), self.lanes))
        name = f"@libm_{function}" if self.lanes == 1 else f"@each_{function}_{self.lanes}"
        return self.let(f"call {self.type} {name}({self._typed(arguments)})")

    def intrinsic(self, function: str, *arguments: str) -> str:
        """Compute what the processor does by itself, to the last bit."""
        self.functions.add((f"llvm.{function}", len(arguments), self.lanes))
        kind = f"v{self.lanes}f64" if self.lanes > 1 else "f64"
        return self.let(f"call {self.type} @llvm.{function}.{kind}({self._typed(arguments)})")

    def reversed(self, a: str) -> str:
        """Return the lanes from the last to the first."""
        order = ", ".join([f"i32 {lane}" for lane in range(self.lanes)][::-1])
        mask = f"<{self.lanes} x i32> <{order}>"
        return self.let(f"shufflevector {self.type} {a}, {self.type} poison, {mask}")

    def apart(self, a: str) -> list[str]:
        """Return the numbers of all lanes, each for itself."""
        if self.lanes == 1:
            return [a]
        return [
            self.let(f"extractelement {self.type} {a}, i32 {lane}") for lane in range(self.lanes)
        ]

    def _typed(self, arguments: Sequence[str]) -> str:
        return ", ".join([f"{self.type} {argument}" for argument in arguments])

    # -------------------------------------------------------------------------------------- memory

    def load(self, buffer: str, index: Index) -> str:
        """Read so many numbers as there are lanes."""
        key = (buffer, index)
        if key not in self._known:
            at = self._address(buffer, index)
            self._known[key] = self.let(f"load {self.type}, ptr {at}, align 8")
            self._turn.loads[key] = len(self.lines) - 1, self._known[key]
        return self._known[key]

    def load_apart(self, buffer: str, index: Index, step: int) -> str:
        """Read numbers that are not next to each other, one for each lane."""
        first, numbers = self._address(buffer, index), "poison"
        for lane in range(self.lanes):
            at = self.let(f"getelementptr double, ptr {first}, i64 {lane * step}")
            number = self.let(f"load double, ptr {at}, align 8")
            numbers = self.let(f"insertelement {self.type} {numbers}, double {number}, i32 {lane}")
        return numbers

    def load_row(self, index: Index) -> str:
        """Read a row argument of the rows of this block."""
        key = ("row", index)
        if key not in self._known:
            begin = self.let(f"mul i64 {self._whole(index)}, %padded")
            at = Index(0, ((begin, 1), ("%r", 1)))
            self._known[key] = self.load("row", at)
        return self._known[key]

    def load_shared(self, buffer: str, index: Index) -> str:
        """Read one number for all lanes."""
        key = (buffer, index)
        if key not in self._known:
            number = self.let(f"load double, ptr {self._address(buffer, index)}, align 8")
            self._known[key] = self.spread(number)
        return self._known[key]

    def spread(self, number: str) -> str:
        """Return one number in every lane."""
        if self.lanes == 1:
            return number
        first = self.let(f"insertelement {self.type} poison, double {number}, i32 0")
        zeros = f"<{self.lanes} x i32> zeroinitializer"
        return self.let(f"shufflevector {self.type} {first}, {self.type} poison, {zeros}")

    def store(self, value: str, buffer: str, index: Index, passing: bool = False) -> None:
        """Write numbers; they are known from here on, and if they are passing only here."""
        if not passing:
            self.write(f"store {self.type} {value}, ptr {self._address(buffer, index)}, align 8")
            self._turn.stores[buffer, index] = value
        self._known[buffer, index] = value

    def add_to(self, value: str, buffer: str, index: Index, lanes: int) -> None:
        """Add to a number, in fewer lanes: the parts of the value are added up first."""
        parts = [value]
        kind = self.type
        width = self.lanes
        while width > lanes:
            width //= 2
            half = f"<{width} x double>"
            halves = []
            for part in parts:
                for start in (0, width):
                    places = ", ".join([f"i32 {start + lane}" for lane in range(width)])
                    mask = f"<{width} x i32> <{places}>"
                    halves.append(self.let(f"shufflevector {kind} {part}, {kind} poison, {mask}"))
            parts = [self.let(f"fadd {half} {halves[0]}, {halves[1]}")]
            kind = half
        at = self._address(buffer, index)
        before = self.let(f"load {kind}, ptr {at}, align 8")
        after = self.let(f"fadd {kind} {before}, {parts[0]}")
        self.write(f"store {kind} {after}, ptr {at}, align 8")

    def note_unless(self, condition: str, buffer: str, index: Index) -> None:
        """Write 1 if a condition does not hold in every lane."""
        if self.lanes > 1:
            bits = self.let(f"bitcast {self.truth} {condition} to i{self.lanes}")
            condition = self.let(f"icmp eq i{self.lanes} {bits}, -1")
        at = self._address(buffer, index)
        before = self.let(f"load double, ptr {at}, align 8")
        noted = self.let(f"select i1 {condition}, double {before}, double 1.0")
        self.write(f"store double {noted}, ptr {at}, align 8")

    def unpack(self, context: str, pointers: Sequence[str], numbers: Sequence[str]) -> None:
        """Read addresses, and whole numbers behind them, under their names."""
        for place, name in enumerate([*pointers, *numbers]):
            at = self.let(f"getelementptr i64, ptr %{context}, i64 {place}")
            self.write(f"%{name} = load {'ptr' if place < len(pointers) else 'i64'}, ptr {at}")

    def place(self, buffer: str, index: Index) -> str:
        """Read a place from a table."""
        at = self.let(f"getelementptr i32, ptr %{buffer}, i64 {self._whole(index)}")
        return self.let(f"sext i32 {self.let(f'load i32, ptr {at}, align 4')} to i64")

    def _address(self, buffer: str, index: Index) -> str:
        # Tables stand beside the functions of the C library.
        sign = "@" if buffer.startswith("libm_") else "%"
        return self.let(f"getelementptr double, ptr {sign}{buffer}, i64 {self._whole(index)}")

    def _whole(self, index: Index) -> str:
        """Compute an index."""
        sum = ""
        for variable, factor in index.steps:
            key = (variable, factor)
            if factor != 1 and key not in self._known:
                self._known[key] = self.let(f"mul i64 {variable}, {factor}")
            moved = self._known[key] if factor != 1 else variable
            sum = moved if not sum else self.let(f"add i64 {sum}, {moved}")
        if not sum:
            return str(index.constant)
        return self.let(f"add i64 {sum}, {index.constant}") if index.constant else sum

    # --------------------------------------------------------------------------------------- loops

    @contextmanager
    def loop(self, count: int | str) -> Iterator[str]:
        """Repeat what is written in a `with` block; gives the variable that counts the turns."""
        with self.adding(count, "") as (variable, _, _):
            yield variable

    @contextmanager
    def adding(self, count: int | str, start: str) -> Iterator[tuple[str, str, list[str]]]:
        """A loop that carries a number along: gives variable, number, and a list for the new one.

        After the block the list ends with the number that the last turn has left.
        """
        self._count += 1
        here = self._count
        before, self._label = self._label, f"loop{here}"
        outside, self._turn = self._turn, Turn()
        self.write(f"br label %loop{here}")
        self.lines.append(f"loop{here}:")
        at = len(self.lines)
        self.lines += ["", ""]
        outer, self._known = self._known, dict(self._known)
        after: list[str] = []
        yield f"%i{here}", f"%a{here}", after
        self._known = outer
        last = self._label
        self.lines[at] = f"  %i{here} = phi i64 [ 0, %{before} ], [ %j{here}, %{last} ]"
        if start:
            new = after[-1]
            self.lines[at + 1] = (
                f"  %a{here} = phi {self.type} [ {start}, %{before} ], [ {new}, %{last} ]"
            )
        self.write(f"%j{here} = add nuw nsw i64 %i{here}, 1")
        self.write(f"%c{here} = icmp ult i64 %j{here}, {count}")
        self.write(f"br i1 %c{here}, label %loop{here}, label %end{here}")
        self.lines.append(f"end{here}:")
        self._label = f"end{here}"
        turn, self._turn = self._turn, outside
        outside.others |= turn.written()
        self._hand_on(turn, f"%i{here}", at, f"%{before}", f"%{last}")

    def _hand_on(self, turn: Turn, variable: str, at: int, before: str, last: str) -> None:
        """Let what a turn stores and the next one loads stay in the processor.

        Arguments:
            turn: of the loop.
            variable: that counts.
            at: the first line of the loop.
            before: the label of the code before the loop.
            last: that of the end of a turn.
        """
        for buffer, index, first, stored in turn.handed_on(variable):
            line, name = turn.loads[buffer, index]
            self.lines[line] = ""
            kept, self.lines = self.lines, []
            start = self.let(f"load {self.type}, ptr {self._address(buffer, first)}, align 8")
            added, self.lines = self.lines, kept
            self.lines[at - 2] = "\n".join([*added, self.lines[at - 2]])
            phi = f"  {name} = phi {self.type} [ {start}, {before} ], [ {stored}, {last} ]"
            self.lines[at + 1] = "\n".join([self.lines[at + 1], phi])


def library_functions(functions: set[tuple[str, int, int]]) -> set[str]:
    """Return those of some functions that are of the C library, or of Python."""
    return {name for name, _, _ in functions if not name.startswith("llvm.") and name != "square"}


def helpers(functions: set[tuple[str, int, int]]) -> str:
    """Return what declares the functions that are called, and what calls them lane by lane."""
    lines: list[str] = []
    declared: set[tuple[str, int]] = set()
    for name, count, lanes in sorted(functions):
        wide = f"<{lanes} x double>" if lanes > 1 else "double"
        if name.startswith("llvm."):
            kind = f"v{lanes}f64" if lanes > 1 else "f64"
            lines.append(f"declare {wide} @{name}.{kind}({', '.join([wide] * count)})")
            continue
        if not count:
            lines.append(f"@libm_{name} = external constant double")
            continue
        if (name, count) not in declared:
            declared.add((name, count))
            taken = ", ".join(["double"] * count)
            lines.append(_SQUARE if name == "square" else f"declare double @libm_{name}({taken})")
        if lanes > 1:
            lines += _each(name, count, lanes, wide)
    return "\n".join(lines) + "\n"


# The power 2 as the C library gives it: where x * x is far from the middle between two floats, it
# is the float next to it, and so is a power that is wrong by less than 0.05 of the last place.
_SQUARE = """\
define internal double @libm_square(double %x) noinline {
  %p = fmul double %x, %x
  %minus = fneg double %p
  %rest = call double @llvm.fma.f64(double %x, double %x, double %minus)
  %off = call double @llvm.fabs.f64(double %rest)
  %bits = bitcast double %p to i64
  %exponent = and i64 %bits, 9218868437227405312
  %scale = bitcast i64 %exponent to double
  %near = fmul double %scale, 0x3C9CCCCCCCCCCCCD
  %sure = fcmp olt double %off, %near
  %large = fcmp ogt double %p, 0x05CD0B15A491EB84
  %small = fcmp olt double %p, 0x7E37E43C8800759C
  %inside = and i1 %large, %small
  %fine = and i1 %sure, %inside
  br i1 %fine, label %done, label %ask
ask:
  %y = call double @libm_pow(double %x, double 2.0)
  ret double %y
done:
  ret double %p
}"""


def _each(name: str, count: int, lanes: int, wide: str) -> list[str]:
    """A function that calls another one lane by lane."""
    given = [f"{wide} %a{slot}" for slot in range(count)]
    lines = [f"define internal {wide} @each_{name}_{lanes}({', '.join(given)}) noinline {{"]
    so_far = "poison"
    for lane in range(lanes):
        for slot in range(count):
            lines.append(f"  %e{slot}_{lane} = extractelement {wide} %a{slot}, i32 {lane}")
        taken = ", ".join([f"double %e{slot}_{lane}" for slot in range(count)])
        lines.append(f"  %y{lane} = call double @libm_{name}({taken})")
        lines.append(f"  %r{lane} = insertelement {wide} {so_far}, double %y{lane}, i32 {lane}")
        so_far = f"%r{lane}"
    return [*lines, f"  ret {wide} {so_far}", "}"]
