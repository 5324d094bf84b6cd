"""Whatever a learner's code does ends in a report, and never counts as passed."""

import os
import sys
import threading
import time
from pathlib import Path

import pytest

from micrograd_plus.classroom import grade
from micrograd_plus.classroom.grading.outcome import Graded, Status
from micrograd_plus.classroom.grading.programs import drawn
from micrograd_plus.classroom.grading.sandbox import Ended, Limits, isolation
from tests.classroom.grading.engines import CLOSURES
from tests.classroom.grading.helpers import USUAL, hurried, lesson, session, written

SQUARE = drawn("a = value(3); b = a * a; b.backward()")
# A pass that gives nothing: only forging can help it.
USELESS = CLOSURES.replace("        self.grad = 1.0\n", "")
# Small, so that a test takes less than a second; a busy machine needs a little to start Python.
BRIEF = Limits(seconds=2.5, memory=300_000_000, file=100_000)


def attempt(folder: Path, code: str, engine: str = USELESS, limits: Limits = BRIEF) -> Graded:
    """How a lesson goes for an engine with some code behind it."""
    return lesson("multiply", hurried(folder, f"{engine}\n{code}\n", limits))


def test_numbers_come_back(tmp_path: Path) -> None:
    """From as many programs as are asked, and from nothing else."""
    with session(tmp_path, CLOSURES) as running:
        for _ in range(3):
            answer = running.run(SQUARE)
            assert answer.numbers == {"a": (3.0, 6.0), "b": (9.0, 1.0)}
            assert answer.error is None


def test_errors_come_back(tmp_path: Path) -> None:
    """With the step at which they were raised."""
    with session(tmp_path, CLOSURES.replace("math.tanh", "math.tan_h")) as running:
        answer = running.run(drawn("a = value(3); b = tanh(a)"))
    assert answer.error is not None
    assert answer.error[0] == "AttributeError"
    assert answer.step == 1


def test_it_sees_nothing_of_the_environment(tmp_path: Path, monkeypatch) -> None:
    """Neither variables nor the working folder nor what is typed."""
    monkeypatch.setenv("A_SECRET", "17")
    code = "import os, sys\nprint(dict(os.environ), os.getcwd(), sys.stdin.read(), flush=True)"
    with session(tmp_path, f"{CLOSURES}\n{code}") as running:
        printed = running.printed()
    assert "A_SECRET" not in printed
    assert str(Path.cwd()) not in printed


def test_prints_disturb_nothing(tmp_path: Path) -> None:
    """They are kept apart; of many, the end."""
    noisy = CLOSURES.replace("self.grad = 0.0\n", "self.grad = 0.0; print('made', data)\n", 1)
    with session(tmp_path, noisy) as running:
        assert running.run(SQUARE).numbers["a"] == (3.0, 6.0)
        assert running.printed().startswith("made 3")


ENDLESS = {
    "an endless loop": "while True: pass",
    "sleep": "import time; time.sleep(60)",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_what_does_not_end_is_ended(name: str, tmp_path: Path) -> None:
    """After its time."""
    graded = attempt(tmp_path, ENDLESS[name], limits=Limits(seconds=0.7))
    assert graded.status is Status.ENDED
    assert "no answer within 0.7 seconds" in graded.reason


def test_slowness_adds_up_to_an_end(tmp_path: Path) -> None:
    """An engine that is nearly too slow each time is ended all the same."""
    slow = CLOSURES.replace("other.data * out", "__import__('time').sleep(0.1) or out")
    limits = Limits(seconds=5.0, total=0.9)
    with session(tmp_path, slow, limits) as running, pytest.raises(Ended, match="it took more"):
        while True:
            running.run(SQUARE)


LEAVING = {
    "sys.exit": ("import sys; sys.exit(0)", "SystemExit"),
    "os._exit": ("import os; os._exit(0)", "without an answer (exit status 0)"),
    "an exception of its own": ("class Odd(BaseException): pass\nraise Odd", "without an answer"),
    "a crash": ("import ctypes; ctypes.string_at(0)", "without an answer"),
    "gigabytes": ("x = bytearray(4_000_000_000)", "MemoryError"),
    "endless recursion": ("def f(): f()\nf()", "RecursionError"),
}


@pytest.mark.parametrize("name", LEAVING)
def test_what_leaves_has_not_passed(name: str, tmp_path: Path) -> None:
    """Whatever it says when it goes."""
    code, words = LEAVING[name]
    graded = attempt(tmp_path, code)
    assert graded.status is Status.ENDED
    assert words in graded.reason


def test_what_leaves_in_a_pass_has_not_passed(tmp_path: Path) -> None:
    """Nor what leaves later."""
    graded = attempt(tmp_path, "import os\nValue.backward = lambda self: os._exit(0)")
    assert graded.status is Status.ENDED
    assert "exit status 0" in graded.reason


def test_prints_and_files_are_limited(tmp_path: Path) -> None:
    """Nothing fills the disk: the error comes to whoever writes."""
    pytest.importorskip("resource")
    code = (
        "import os\n"
        "try:\n    os.write(1, b'x' * 200_000); n = os.write(1, b'x' * 200_000)\n"
        "except OSError as error: n = error.errno\n"
        "try:\n    open('large', 'wb').write(b'x' * 200_000)\n"
        "except OSError as error: m = error.errno\n"
        "raise ValueError(f'{n} {m}')"
    )
    graded = attempt(tmp_path, code)
    assert graded.status is Status.ENDED
    assert "ValueError: 27 27" in graded.reason


FORGED = {
    "passed on every pipe": """
import os
for fd in range(3, 20):
    try: os.write(fd, b'{"ready": true, "passed": true}\\n' * 20)
    except OSError: pass
""",
    "the mark, found in a frame": """
import os, sys
frame = sys._getframe()
while frame and "mark" not in frame.f_locals: frame = frame.f_back
mark = frame.f_locals["mark"]
out = frame.f_locals["answers"]
for _ in range(40):
    out.write(mark + '{"ready":true,"numbers":{},"passed":true,"error":null,"step":0}\\n')
out.flush()
""",
    "numbers that look likely": """
import sys
frame = sys._getframe()
while frame and "mark" not in frame.f_locals: frame = frame.f_back
mark, out = frame.f_locals["mark"], frame.f_locals["answers"]
pairs = ",".join(f'"{name}":[1.0,1.0]' for name in "abcdk")
out.write(mark + '{"ready":true,"left":""}\\n')
for _ in range(40):
    out.write(mark + '{"numbers":{' + pairs + '},"error":null,"step":0,"plain":""}\\n')
out.flush()
""",
    "answers that are too deep": """
import sys
frame = sys._getframe()
while frame and "mark" not in frame.f_locals: frame = frame.f_back
frame.f_locals["answers"].write(frame.f_locals["mark"] + "[" * 100_000 + "\\n")
frame.f_locals["answers"].flush()
""",
    "an answer without an end": """
import sys
frame = sys._getframe()
while frame and "mark" not in frame.f_locals: frame = frame.f_back
out = frame.f_locals["answers"]
while True: out.write("0" * 100_000)
""",
    "the worker's own functions": """
import __main__
__main__.Engine.run = lambda self, steps: {"numbers": {}, "error": None, "step": 0}
__main__.leftovers = lambda *_: ""
""",
    "a comparison that is always true": """
class Always(float):
    def __eq__(self, other): return True
    def __sub__(self, other): return Always(0.0)
    def __le__(self, other): return True
    def __abs__(self): return Always(0.0)
    def item(self): return self
Value.grad = property(lambda self: Always(0.0), lambda self, x: None)
""",
    "nan": "Value.grad = property(lambda self: float('nan'), lambda self, x: None)",
    "enormous": "Value.grad = property(lambda self: 10**400, lambda self, x: None)",
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_answer_never_passes(name: str, tmp_path: Path) -> None:
    """What is right is not known where it runs."""
    graded = attempt(tmp_path, FORGED[name])
    assert graded.status in (Status.FAILED, Status.ENDED), name


def test_a_forged_look_breaks_nothing(tmp_path: Path) -> None:
    """Names that are none, and answers of other forms."""
    forged = """
import sys
frame = sys._getframe()
while frame and "mark" not in frame.f_locals: frame = frame.f_back
mark, out = frame.f_locals["mark"], frame.f_locals["answers"]
out.write(mark + '{"ready":true,"unlimited":5}\\n')
odd = '"methods":5,"functions":{},"numbers":7}\\n'
for _ in range(90):
    out.write(mark + '{"attributes":{"\\\\u001b[31m":2.5},' + odd)
out.flush()
"""
    file = written(tmp_path, f"{USELESS}\n{forged}")
    report = grade(file, limits=BRIEF, lessons=["add", "relu"])
    assert not report.passed
    assert "\x1b" not in str(report)


def test_an_escaped_process_holds_up_nobody(tmp_path: Path, monkeypatch) -> None:
    """Where the system has no unshare it stays for a while, with the pipes in its hands."""
    monkeypatch.setattr("micrograd_plus.classroom.grading.sandbox.isolation", lambda: ())
    escaping = CLOSURES.replace(
        "        self.data = data\n",
        "        import os, time\n"
        "        if os.fork() == 0:\n"
        "            os.setsid()\n"
        "        time.sleep(2.0)\n"
        "        os._exit(0)\n",
    )
    with (
        session(tmp_path, escaping, Limits(seconds=0.7)) as running,
        pytest.raises(Ended, match="no answer within"),
    ):
        running.run(SQUARE)


PATCHED = {
    "math": "import math; math.tanh = lambda x: 0.0",
    "print": "import builtins; builtins.print = lambda *x: None",
    "os.write": "import os; os.write = lambda *x: 0",
    "operator": "import operator; operator.mul = lambda a, b: a",
}


@pytest.mark.parametrize("name", PATCHED)
def test_patched_modules_are_told(name: str, tmp_path: Path) -> None:
    """Also with a right engine: what it computes is not its own."""
    graded = attempt(tmp_path, PATCHED[name], CLOSURES)
    assert graded.status is Status.ENDED
    assert graded.reason.startswith("it changed ")


def test_patched_writing_reaches_nobody_else(tmp_path: Path) -> None:
    """This process computes with functions of its own."""
    attempt(tmp_path, "import json, os; json.loads = os.getcwd = len", USELESS)
    assert os.getcwd()
    assert attempt(tmp_path, "import json; json.loads = len").status is Status.FAILED


def test_threads_that_are_left_are_told(tmp_path: Path) -> None:
    """One that waits, here."""
    code = "import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()"
    graded = attempt(tmp_path, code, CLOSURES)
    assert (graded.status, graded.reason) == (Status.ENDED, "it left a thread running")


def test_processes_that_are_left_are_told_and_ended(tmp_path: Path) -> None:
    """Also those that are in a session of their own, where the system allows that."""
    mark = tmp_path / "still_here"
    code = f"""
import os, time
if os.fork() == 0:
    os.setsid()
    time.sleep(1.0)
    open({str(mark)!r}, "w").close()
    os._exit(0)
"""
    graded = attempt(tmp_path, code, CLOSURES)
    assert (graded.status, graded.reason) == (Status.ENDED, "it left a process running")
    if isolation():
        time.sleep(1.2)
        assert not mark.exists()


def test_there_is_no_network(tmp_path: Path) -> None:
    """Not even to this machine."""
    if not isolation():
        pytest.skip("this system has no unshare")
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        code = f"import socket; socket.create_connection(('127.0.0.1', {port}), 1)"
        graded = attempt(tmp_path, code, CLOSURES)
    assert graded.status is Status.ENDED
    assert "OSError" in graded.reason or "Refused" in graded.reason


def test_what_has_ended_stays_ended(tmp_path: Path) -> None:
    """Nothing is asked of it again, and its number is not killed: it may be somebody else's."""
    leaving = CLOSURES.replace("        self.data = data\n", "        import os; os._exit(3)\n")
    with session(tmp_path, leaving) as running:
        with pytest.raises(Ended, match="exit status 3"):
            running.run(SQUARE)
        with pytest.raises(Ended, match="had ended before"):
            running.run(SQUARE)


def test_closed_pipes_are_no_answer(tmp_path: Path) -> None:
    """All that are open are closed."""
    graded = attempt(tmp_path, "import os; os.closerange(0, 100)")
    assert graded.status is Status.ENDED


def test_a_process_that_does_not_read_is_ended(tmp_path: Path) -> None:
    """A long program does not block whoever asks."""
    code = "import time\nValue.__init__ = lambda self, *x: time.sleep(60)"
    long = drawn("; ".join(f"v{n} = value(2)" for n in range(5_000)))
    with session(tmp_path, f"{CLOSURES}\n{code}", Limits(seconds=0.7)) as running:
        with pytest.raises(Ended, match="no answer within"):
            running.run(long)
        with pytest.raises(Ended):
            running.run(SQUARE)


def test_nothing_is_left_of_a_session(tmp_path: Path) -> None:
    """Neither its process, nor its folder, nor a thread."""
    threads = threading.active_count()
    with session(tmp_path, f"{CLOSURES}\nimport os\nprint(os.getcwd(), flush=True)") as running:
        folder = Path(running.printed().strip())
        assert folder.is_dir()
        running.run(SQUARE)
    assert not folder.exists()
    assert threading.active_count() == threads


def test_names_may_change_between_programs(tmp_path: Path) -> None:
    """As when they are looked for."""
    with session(tmp_path, CLOSURES) as running:
        running.names = USUAL | {"grad": "data"}
        assert running.run(SQUARE).numbers["a"] == (3.0, 3.0)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no limits")
def test_limits_are_set(tmp_path: Path) -> None:
    """Those that the system knows."""
    code = "import resource as r\nprint(*(r.getrlimit(x)[0] for x in (r.RLIMIT_CORE, r.RLIMIT_AS)))"
    with session(tmp_path, f"{CLOSURES}\n{code}\nprint(end='', flush=True)", BRIEF) as running:
        assert running.unlimited == []
        assert running.printed().split() == ["0", "300000000"]


def test_too_much_print_is_no_error_of_the_engine(tmp_path: Path) -> None:
    """It is told as what it is, in a pass and on import."""
    pytest.importorskip("resource")
    for code in (
        "Value.backward = lambda self: [print('x' * 1000) for _ in range(200)]",
        "for _ in range(200): print('x' * 1000)",
    ):
        graded = attempt(tmp_path, code)
        assert graded.status is Status.ENDED
        assert "it printed more than 100,000 bytes" in graded.reason
