"""How engines are timed: each in a process of its own, in turns, once their results agree."""

import importlib
import json
import math
import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Seconds: of one engine's turn, of the shortest run that is timed, and of patience with an engine
# that gets ready, such as a compiler of long straight lines, or takes its turn.
SLICE, BLOCK, PATIENCE = 0.25, 0.02, 150.0
ROUNDS, TOLERANCE = 5, 1e-9

# The package that an engine needs; several engines may be one package used in several ways.
NEEDS = {"sklearn": "sklearn.neural_network", "limit": "numpy"}
NEEDS |= {
    name: name
    for name in ("numpy", "torch", "jax", "xad", "casadi", "rsdag", "ddx", "numba", "micrograd")
}
INSTALLED_AS = {"sklearn.neural_network": "scikit-learn", "ddx": "ddx-ad"}

# One thread, double precision and no accelerator for everyone.
ENVIRONMENT = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "RAYON")} | {
    "JAX_ENABLE_X64": "1",
    "JAX_PLATFORMS": "cpu",
}


@dataclass
class Contender:
    """An engine that is ready to run.

    Attributes:
        result: the numbers that every engine must agree on; None if it computes something else.
        run: runs so many steps; it may return the seconds of the part that counts.
        fixed: a number of steps whose time is taken off, because a run has costs of its own.
        least: so many steps are one run, where few of them are done another way.
    """

    result: list[float] | None
    run: Callable[[int], float | None]
    fixed: int = 0
    least: int = 1


@dataclass(frozen=True)
class Bar:
    """What is promised: the time of `engine` is at most `limit` times that of `peer`."""

    engine: str
    peer: str
    limit: float


@dataclass(frozen=True)
class Task:
    """One problem, and how each engine solves it; ratios are to the first engine."""

    title: str
    engines: dict[str, Callable[[], Contender]]
    bars: tuple[Bar, ...] = ()


@dataclass
class Row:
    """What is known of one engine after a race."""

    trouble: str = ""
    ready: float = math.nan
    result: list[float] | None = None
    apart: float = math.nan
    rounds: list[dict[str, float]] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """The best time of a step."""
        if self.trouble or not self.rounds:
            return math.nan
        fixed = min(found["fixed"] for found in self.rounds)
        return (min(found["all"] for found in self.rounds) - fixed) / self.rounds[0]["steps"]


def loop(step: Callable[[], Any], result: list[float] | None) -> Contender:
    """A contender whose run is a plain loop."""

    def run(count: int) -> None:
        for _ in range(count):
            step()

    return Contender(result, run)


def clock(run: Callable[[int], float | None], count: int) -> float:
    start = time.perf_counter()
    own = run(count)
    return time.perf_counter() - start if own is None else own


def work(engine: str, task: Task) -> None:
    """Set one engine up, say what it found, then time a turn for every line that comes in."""
    channel, sys.stdout = sys.stdout, sys.stderr

    def say(**found: object) -> None:
        print(json.dumps(found), file=channel, flush=True)

    name = NEEDS.get(engine.split("-")[0], "micrograd_plus")
    try:
        package = importlib.import_module(name)
    except ImportError:
        say(trouble=f"not installed: {INSTALLED_AS.get(name, name)}")
        return
    if name == "torch":
        package.set_num_threads(1)
        package.set_default_dtype(package.float64)
    try:
        start = time.perf_counter()
        contender = task.engines[engine]()
        say(ready=time.perf_counter() - start, result=contender.result)
        steps = enough(contender)
        for _ in sys.stdin:
            say(**take_turn(contender, steps))
    except Exception as error:
        say(trouble=f"failed: {type(error).__name__}: {error}")
        raise


def enough(contender: Contender) -> int:
    """How many steps are long enough to be timed, also beside what is taken off."""
    clock(contender.run, contender.fixed)
    start = clock(contender.run, contender.fixed) if contender.fixed else 0.0
    steps = contender.least
    while clock(contender.run, contender.fixed + steps) - start < max(BLOCK, 4 * start):
        steps *= 2
    return steps


def take_turn(contender: Contender, steps: int) -> dict[str, float]:
    """Run again and again for a while; the best times count."""
    run, fixed = contender.run, contender.fixed
    found = {"steps": steps, "fixed": math.inf, "all": math.inf}
    end = time.perf_counter() + SLICE
    while True:
        found["fixed"] = min(found["fixed"], clock(run, fixed) if fixed else 0.0)
        found["all"] = min(found["all"], clock(run, fixed + steps))
        if time.perf_counter() > end:
            return found


class Worker:
    """A process in which one engine waits for its turn."""

    def __init__(self, name: str, engine: str) -> None:
        script = Path(__file__).with_name("arrays.py")
        self.process = subprocess.Popen(
            [sys.executable, str(script), "--worker", name, "--engine", engine],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=os.environ | ENVIRONMENT,
        )

    def answer(self, ask: str = "") -> dict[str, Any]:
        """Send a line if there is one, and read a line; what went wrong comes as `trouble`."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write(ask)
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        stopper = threading.Timer(PATIENCE, self.process.kill)
        stopper.start()
        line = self.process.stdout.readline()
        stopper.cancel()
        if line:
            found: dict[str, Any] = json.loads(line)
            return found
        if self.process.wait() == -signal.SIGKILL:
            return {"trouble": f"stopped: no answer after {PATIENCE:.0f} s"}
        return {"trouble": f"failed: it ended by itself with code {self.process.returncode}"}

    def end(self) -> None:
        self.process.communicate()


def race(name: str, task: Task, engines: Iterable[str]) -> dict[str, Row]:
    """Set every engine up, compare what they found, and time those that agree in turns."""
    rows: dict[str, Row] = {}
    workers: dict[str, Worker] = {}
    for engine in engines:
        workers[engine] = Worker(name, engine)
        rows[engine] = Row(**workers[engine].answer())
    measure_agreement([row for row in rows.values() if row.result is not None])
    for row in rows.values():
        if row.result is not None and not row.trouble and not row.apart <= TOLERANCE:
            row.trouble = f"disagrees by {row.apart:.1e}: not timed"
    for number in range(ROUNDS):
        for engine, worker in workers.items():
            # Two turns are enough for what fills several turns with a single step.
            slow = number > 1 and rows[engine].seconds > 2 * SLICE
            if not rows[engine].trouble and not slow:
                found = worker.answer("\n")
                rows[engine].trouble = found.pop("trouble", "")
                rows[engine].rounds += [found] if found else []
    for worker in workers.values():
        worker.end()
    return rows


def measure_agreement(rows: list[Row]) -> None:
    """Set how far each result is from the median of all, where it is furthest."""
    results = [row.result or [] for row in rows]
    length = statistics.mode(map(len, results)) if results else 0
    sound = [len(found) == length and all(map(math.isfinite, found)) for found in results]
    columns = zip(*(found for found, good in zip(results, sound, strict=True) if good), strict=True)
    middles = [statistics.median(column) for column in columns]
    for row, found, good in zip(rows, results, sound, strict=True):
        gaps = [abs(x - y) / max(1.0, abs(y)) for x, y in zip(found, middles, strict=False)]
        row.apart = max(gaps) if good else math.inf


def table(task: Task, rows: dict[str, Row]) -> str:
    """The figures of one task as aligned text, with what was promised below."""
    ours = next(iter(task.engines))
    base = rows[ours].seconds if ours in rows else math.nan
    heads = f"{'engine':<18} {'ms':>10} {'ratio':>8} {'ready in':>9} {'apart by':>9}"
    lines = [task.title, heads]
    compared = sum(row.result is not None for row in rows.values()) > 1
    for engine, row in rows.items():
        if row.trouble:
            lines.append(f"{engine:<18} {row.trouble}")
            continue
        apart = "own loss" if row.result is None else f"{row.apart:.0e}" if compared else "alone"
        ratio = "-" if math.isnan(base) else f"{row.seconds / base:.2f}x"
        lines.append(
            f"{engine:<18} {1000 * row.seconds:>10.4f} {ratio:>8} {row.ready:>7.2f} s {apart:>9}"
        )
    for bar in task.bars:
        if bar.engine in rows and bar.peer in rows:
            found = rows[bar.engine].seconds / rows[bar.peer].seconds
            verdict = "pass" if found <= bar.limit else "FAIL"
            measured = "not measured" if math.isnan(found) else f"{found:.3f}, {verdict}"
            lines.append(f"bar: {bar.engine} / {bar.peer} at most {bar.limit:g}: {measured}")
    return "\n".join(lines)
