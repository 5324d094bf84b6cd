"""What is going on in one thread is no business of another: scopes, recordings, observers."""

import asyncio
import itertools
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from micrograd_plus import Value, datasets, detect_anomaly, fit, grad, log, optim, record, scope
from micrograd_plus.engine.generate import OPERATIONS
from micrograd_plus.engine.state import State, current
from micrograd_plus.errors import AnomalyError, RecordingError
from micrograd_plus.nn import MLP, Module
from micrograd_plus.rules.table import BUILT_IN

PATIENCE = 20


@pytest.fixture(autouse=True)
def restless() -> Iterator[None]:
    """Threads take turns a hundred times as often as usual."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(5e-5)
    yield
    sys.setswitchinterval(before)


def meeting() -> Callable[[], int]:
    """Two threads that both call it go on together."""
    return threading.Barrier(2, timeout=PATIENCE).wait


def at_first(call: Callable[[], object], count: int) -> Callable[[], None]:
    """The same for so many calls, and nothing later: a recorded function is run a second time."""
    left = iter(range(count))

    def limited() -> None:
        if next(left, None) is not None:
            call()

    return limited


def together(*tasks: Callable[[], object]) -> list[object]:
    """Run tasks at once, each in a thread of its own, and return what they gave."""
    with ThreadPoolExecutor(len(tasks)) as threads:
        return [task.result(PATIENCE) for task in [threads.submit(task) for task in tasks]]


def test_a_domain_error_is_raised_while_another_thread_computes_a_gradient(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Derivatives may leave the domain and give nan; an operation of another thread may not."""
    meet = meeting()
    operation = OPERATIONS[BUILT_IN["sin"]]
    before = operation.local_values

    def slow(node: Value) -> list[Value]:
        meet()
        meet()
        return before(node)

    monkeypatch.setitem(vars(operation), "local_values", slow)

    def first() -> float:
        x = Value(0.0)
        return grad(x.sin(), x, create_graph=True).data

    def second() -> str:
        meet()
        try:
            with pytest.raises(ValueError, match="x > 0") as raised:
                log(Value(-1.0))
        finally:
            meet()
        return str(raised.value)

    slope, message = together(first, second)
    assert slope == 1.0
    assert "log(x) is not defined at x = -1.0" in str(message)


def test_a_scope_is_that_of_its_thread() -> None:
    """A node that another thread makes is in none, and neither is one made after the block."""
    meet = meeting()

    def first() -> Value:
        with scope("here"):
            meet()
            made = Value(1.0)
            meet()
        return made

    def second() -> list[Value]:
        meet()
        made = [Value(1.0), -Value(2.0)]
        meet()
        return [*made, Value(3.0)]

    here, elsewhere = together(first, second)
    assert here.scope.path == "here"  # type: ignore[attr-defined]
    assert [node.scope for node in elsewhere] == [None, None, None]  # type: ignore[attr-defined]
    assert Value(1.0).scope is None


def test_a_scope_is_that_of_its_task() -> None:
    """Two tasks of one event loop take turns within their own scopes, and modules within theirs."""

    class Waits(Module):
        async def __call__(self, x: Value) -> Value:
            return -x

    async def inside(name: str, other: asyncio.Event, own: asyncio.Event) -> list[Value]:
        with scope(name):
            own.set()
            await other.wait()
            return [Value(1.0), MLP(1, [1])([1.0]), await Waits()(Value(1.0))]

    async def outside(own: asyncio.Event) -> Value:
        await own.wait()
        return Value(1.0)

    async def both() -> tuple[list[Value], list[Value], Value]:
        one, two = asyncio.Event(), asyncio.Event()
        return await asyncio.gather(inside("a", two, one), inside("b", one, two), outside(one))

    first, second, stranger = asyncio.run(both())
    for name, nodes in (("a", first), ("b", second)):
        assert {node.scope.chain()[0].path for node in nodes if node.scope} == {name}
        assert None not in [node.scope for node in nodes]
    assert stranger.scope is None


def test_two_threads_record_at_once() -> None:
    """Each tape is that of its own function."""
    meet = meeting()

    def recording(slope: float) -> list[float]:
        w = Value(slope)

        def line(x: Value) -> Value:
            meet()
            y = w * x
            meet()
            return y + 1.0

        tape = record(line, 0.5)
        found: list[float] = tape([1.0, 2.0]).tolist()
        return found

    assert together(lambda: recording(2.0), lambda: recording(3.0)) == [[3.0, 5.0], [4.0, 7.0]]


def test_reading_is_free_while_another_thread_records() -> None:
    """A recording guards the numbers of its own row, in its own thread, and nothing else."""
    meet = meeting()
    shared = Value(2.0)

    def first() -> list[float]:
        meet_once = at_first(meet, 2)

        def square(x: Value) -> Value:
            meet_once()
            meet_once()
            return x * x * shared

        found: list[float] = record(square, 0.5)([3.0]).tolist()
        return found

    def second() -> tuple[float, bool, int]:
        meet()
        try:
            return shared.data, bool(shared < 3.0), int(shared > 3.0)
        finally:
            meet()

    assert together(first, second) == [[18.0], (2.0, True, 0)]


def test_a_function_that_hands_its_row_to_another_thread_is_refused() -> None:
    """What is computed there is not noted: it would be frozen into the program."""
    with ThreadPoolExecutor(1) as pool:

        def f(x: Value) -> Value:
            return 2.0 * pool.submit(lambda: x * 3.0 if x > 0 else x).result(PATIENCE)

        with pytest.raises(RecordingError, match="in another thread"):
            record(f, 1.0)
    assert current() == State()


def test_scopes_of_generators_close_in_any_order() -> None:
    """Each takes its own scope away, whichever comes first; nothing is left when all are closed."""

    def opened(name: str) -> Iterator[Value]:
        with scope(name):
            yield Value(1.0)

    for order in itertools.permutations(range(3)):
        generators = [opened(name) for name in "abc"]
        nodes = [next(generator) for generator in generators]
        assert [node.scope.path for node in nodes if node.scope] == ["a", "a.b", "a.b.c"]
        for index in order:
            generators[index].close()
        assert current() == State()
        assert Value(1.0).scope is None


def train(engine: str, seed: int) -> list[float]:
    """The losses of a small network that is trained for some epochs."""
    X, y = datasets.moons(60, seed=seed)
    model = MLP(2, [8, 8, 1], seed=seed)
    if engine == "scalar":
        X, y = X[:8], y[:8]
    epochs = 40 if engine == "tape" else 4
    settings = {"epochs": epochs, "batch_size": 16, "watch": ["units", "gradients"]}
    adam = optim.Adam(lr=0.01)
    return fit(model, X, y, loss="hinge", optimizer=adam, engine=engine, **settings).loss


@pytest.mark.parametrize("engine", ["tape", "scalar"])
def test_fit_in_four_threads(engine: str) -> None:
    """The losses are those of four runs one after the other."""
    alone = [train(engine, seed) for seed in range(4)]
    assert together(*[lambda seed=seed: train(engine, seed) for seed in range(4)]) == alone
    assert current() == State()


def test_the_count_of_changes_never_goes_back() -> None:
    """Threads that set data all the time never make each other's results look stale."""

    def descend() -> float:
        w = Value(1.0)
        for _ in range(3000):
            loss = w * w
            loss.backward()
            w.data -= 0.01 * w.grad
            w.zero_grad()
        return w.data

    assert len(set(together(*[descend] * 4))) == 1


@pytest.mark.parametrize("ends_first", ["recording", "observer"])
def test_a_recording_that_overlaps_an_observer_of_another_thread(ends_first: str) -> None:
    """Whoever ends first takes only its own away, and nothing is left behind."""
    meet = meeting()

    def first() -> list[float]:
        meet_once = at_first(meet, 4 if ends_first == "observer" else 2)

        def f(x: Value) -> Value:
            meet_once()  # The other thread begins to observe.
            meet_once()
            y = x * 2.0
            if ends_first == "observer":
                meet_once()
                meet_once()
            return y * 3.0

        tape = record(f, 0.5)
        if ends_first == "recording":
            meet()
            meet()
        assert current() == State()
        assert (Value(1e200) * 1e200).data == float("inf")
        found: list[float] = tape([1.0]).tolist()
        return found

    def second() -> list[object]:
        meet()
        with detect_anomaly():
            meet()
            with pytest.raises(AnomalyError, match="mul gave inf"):
                Value(1e200) * 1e200
            meet()
        meet()
        return [current(), Value(2.0).data]

    assert together(first, second) == [[6.0], [State(), 2.0]]
    assert current() == State()


class Interrupted(Exception):
    """What a signal handler raises."""


def work() -> None:
    """All that changes the state of a thread, for a while."""
    x = Value(0.5)
    with scope("outer"), detect_anomaly():
        model = MLP(2, [3, 1], activation="tanh", seed=0)
        y = model([x, x * x])
        (slope,) = grad(y, [x], create_graph=True)
        grad(slope, x)
    tape = record(lambda a, b: (model([a, b]) - 1.0) ** 2, 0.5, 0.5)
    tape.backward([0.5], [0.25])
    fit(model, [[0.0, 1.0], [1.0, 0.0]], [0.0, 1.0], epochs=2)
    fit(model, [[0.0, 1.0], [1.0, 0.0]], [0.0, 1.0], epochs=2, engine="scalar")


# A handler that raises inside of a finalizer cannot be heard.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no timer signals")
def test_a_signal_at_any_moment_leaves_a_clean_state() -> None:
    """A handler that raises, as Ctrl-C does, leaves no scope, recording or observer behind."""

    def interrupt(*_: object) -> None:
        raise Interrupted

    work()
    start = time.perf_counter()
    work()
    usual = time.perf_counter() - start
    before = signal.signal(signal.SIGALRM, interrupt)
    hits = 0
    try:
        for moment in range(1, 41):
            try:
                try:
                    signal.setitimer(signal.ITIMER_REAL, moment / 40 * usual)
                    work()
                finally:
                    signal.setitimer(signal.ITIMER_REAL, 0)
            except Interrupted:
                hits += 1
            assert current() == State()
            assert Value(1.0).scope is None
    finally:
        signal.signal(signal.SIGALRM, before)
    assert hits


def test_an_exception_in_the_middle_leaves_a_clean_state() -> None:
    """So does an error that the user's own code raises."""

    def fails(*_: object) -> Value:
        raise Interrupted

    class Fails(Module):
        def __init__(self) -> None:
            self.w = Value(1.0)

        def __call__(self, x: Value) -> Value:
            raise Interrupted

    for attempt in (
        lambda: record(fails, 0.5),
        lambda: Fails()(Value(1.0)),
        lambda: fit(Fails(), [[1.0]], [1.0]),
        lambda: fit(Fails(), [[1.0]], [1.0], engine="scalar"),
    ):
        with pytest.raises(Interrupted), scope("outer"), detect_anomaly():
            attempt()
        assert current() == State()
