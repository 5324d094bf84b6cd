"""Processes in which learners' code runs: with limits, without a network where that can be done."""

import json
import marshal
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from .programs import Program
from .reply import Answer, Look, read_answer, read_error, read_look, texts

_WORKER = Path(__file__).with_name("worker.py")
# More than the numbers of any lesson take.
_LONGEST_ANSWER = 4_000_000
_SHOWN_OUTPUT = 2_000
_AT_ONCE = 65_536
# So many hundredths of a second a process that has closed its pipe has to end.
_LOOKS = 50


@dataclass(frozen=True, slots=True)
class Limits:
    """What a learner's process may use.

    Attributes:
        seconds: of time for an answer.
        total: seconds of time for a lesson, with all that is asked in it.
        memory: bytes of address space.
        file: bytes of any file that it writes, and of what it prints.
        processes: how many there may be of this user; root has no such limit.
    """

    seconds: float = 10.0
    total: float = 60.0
    memory: int = 2_000_000_000
    file: int = 1_000_000
    processes: int = 64

    def by_name(self) -> dict[str, int]:
        """Return the limits that a process sets itself, by the names of the module resource."""
        return {
            "RLIMIT_CPU": int(self.total) + 2,
            "RLIMIT_AS": self.memory,
            "RLIMIT_FSIZE": self.file,
            "RLIMIT_NPROC": self.processes,
            "RLIMIT_CORE": 0,
        }


class Ended(Exception):
    """A learner's process has ended, or was ended, before its answer: with the reason."""


class Session:
    """A process with a learner's engine in it, for as long as a `with` lasts.

    Arguments:
        file: the file of the engine.
        kind: the name of its class.
        names: what the engine calls things; may be changed between two programs.
        limits: what it may use.
    """

    def __init__(self, file: Path, kind: str, names: dict[str, str], limits: Limits) -> None:
        self.file = file
        self.kind = kind
        self.names = names
        self.limits = limits
        self.mark: str = secrets.token_hex(16)
        self.unlimited: list[str] = []
        self.end_by: float = 0.0
        self._received = b""
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        self.end_by = time.monotonic() + self.limits.total
        # What is in the folder may be any file, or none that can be removed.
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        # Prints go into a file that has no name, so that the limit on files holds for them.
        self._output = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            [*isolation(), sys.executable, "-I", "-S", "-B", "-u", str(_WORKER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._output,
            cwd=self._folder.name,
            env=_environment(self._folder.name),
            start_new_session=True,
            # What is buffered could not be closed while somebody waits for it.
            bufsize=0,
        )
        try:
            self._begin()
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.end()

    def _begin(self) -> None:
        answer = self._exchange(
            {
                "mark": self.mark,
                "file": str(self.file.resolve()),
                "class": self.kind,
                "limits": self.limits.by_name(),
                # Looking for packages anew takes longer than all the rest.
                "packages": [path for path in sys.path if path.endswith("-packages")],
            }
        )
        if answer.get("ready") is not True:
            kind, text = read_error(answer) or ("Error", "")
            raise Ended(f"importing {self.file.name} raised {kind}: {text}")
        lacking = texts(answer.get("unlimited"))
        self.unlimited = [name for name in self.limits.by_name() if name in lacking]

    def run(self, program: Program) -> Answer:
        """Have a program done, and return what came of it.

        Raises:
            Ended: if no answer came.
        """
        steps = [[step.kind, step.name, list(step.operands)] for step in program]
        return read_answer(self._exchange({"run": steps, "names": self.names}))

    def look(self, functions: Sequence[str]) -> Look:
        """Return the attributes and methods of a value, and which of these functions there are.

        Raises:
            Ended: if no answer came.
        """
        return read_look(self._exchange({"look": list(functions), "names": self.names}))

    def end(self) -> None:
        """End the process, and all that it has started."""
        process = self._process
        if process is None:
            return
        self._kill()
        process.wait()
        self._process = None
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                assert pipe is not None
                pipe.close()
        self._output.close()
        assert self._folder is not None
        self._folder.cleanup()

    def printed(self) -> str:
        """Return the end of what the engine has printed."""
        with suppress(OSError, ValueError, AttributeError):
            size = os.fstat(self._output.fileno()).st_size
            # Not moving the place at which the process writes.
            begin = max(0, size - _SHOWN_OUTPUT)
            data = os.pread(self._output.fileno(), _SHOWN_OUTPUT, begin)
            return data.decode("utf-8", errors="replace")
        return ""

    def _exchange(self, asked: dict[str, Any]) -> dict[str, Any]:
        process = self._process
        if process is None or process.returncode is not None:
            raise Ended("its process had ended before")
        assert process.stdin is not None
        assert process.stdout is not None
        pipes = process.stdin, process.stdout
        request = marshal.dumps(asked)
        talking = threading.Thread(target=self._talk, args=(*pipes, request), daemon=True)
        talking.start()
        left = self.end_by - time.monotonic()
        talking.join(max(0.0, min(left, self.limits.seconds)))
        if talking.is_alive():
            self._kill()
            talking.join(1.0)
            within = min(self.limits.seconds, self.limits.total)
            raise Ended(
                f"it gave no answer within {within:g} seconds and was stopped"
                if left > within
                else f"it took more than {self.limits.total:g} seconds and was stopped"
            )
        line, _, self._received = self._received.partition(b"\n")
        answer = self._read(line)
        if behind := answer.get("left"):
            self._kill()
            raise Ended(str(behind)[:200])
        if (read_error(answer) or ("",))[0] == "OSError" and self._printed_all():
            self._kill()
            raise Ended(f"it printed more than {self.limits.file:,} bytes and was stopped")
        return answer

    def _printed_all(self) -> bool:
        """Whether the engine has printed as much as it may."""
        return os.fstat(self._output.fileno()).st_size >= self.limits.file

    def _talk(self, requests: IO[bytes], answers: IO[bytes], request: bytes) -> None:
        """Send a request and receive a line, or too much of one.

        A process that does not read, or does not answer, keeps the thread of this alone.
        """
        with suppress(OSError, ValueError):
            while request:
                request = request[os.write(requests.fileno(), request) :]
            while b"\n" not in self._received and len(self._received) < _LONGEST_ANSWER:
                received = os.read(answers.fileno(), _AT_ONCE)
                if not received:
                    break
                self._received += received

    def _kill(self) -> None:
        process = self._process
        # Of one that was waited for, the number may be somebody else's by now.
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()

    def _last_words(self) -> str:
        """How a process ended that has closed its pipe."""
        process, is_over = self._process, False
        assert process is not None
        if hasattr(os, "waitid"):
            # It is not waited for yet: its number stays its own until its group is killed.
            look = os.WEXITED | os.WNOWAIT | os.WNOHANG
            for _ in range(_LOOKS):
                is_over = os.waitid(os.P_PID, process.pid, look) is not None
                if is_over:
                    break
                time.sleep(0.01)
        self._kill()
        code = process.wait()
        return _status(code) if is_over else "it closed its pipe"

    def _read(self, line: bytes) -> dict[str, Any]:
        if not line:
            raise Ended(f"it ended without an answer ({self._last_words()})")
        mark = self.mark.encode()
        try:
            if not line.startswith(mark):
                raise ValueError(line)
            answer = json.loads(line[len(mark) :])
            if not isinstance(answer, dict):
                raise ValueError(answer)
        except (ValueError, RecursionError):
            self._kill()
            raise Ended("it wrote something else in the place of its answer") from None
        return answer


def _status(code: int) -> str:
    if code >= 0:
        return f"exit status {code}"
    with suppress(ValueError):
        return f"killed by {signal.Signals(-code).name}"
    return f"killed by signal {-code}"


def _environment(folder: str) -> dict[str, str]:
    """Nothing of the user's: libraries of arrays are told to start no threads."""
    kept = {"SYSTEMROOT": os.environ["SYSTEMROOT"]} if "SYSTEMROOT" in os.environ else {}
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {"HOME": folder, "TMPDIR": folder, "LC_ALL": "C.UTF-8", **threads, **kept}


@cache
def isolation() -> tuple[str, ...]:
    """Return the command that cuts a process off from the network; empty where there is none.

    It also makes a world of processes of its own, which ends with the first of them.
    """
    program = shutil.which("unshare")
    if program is None or not sys.platform.startswith("linux"):
        return ()
    own = (program, "--user", "--map-current-user", "--net", "--ipc", "--pid", "--fork")
    command = (*own, "--kill-child")
    with suppress(OSError, subprocess.TimeoutExpired):
        tried = subprocess.run([*command, "true"], capture_output=True, timeout=5)
        if tried.returncode == 0:
            return command
    return ()
