"""Compare replayed graphs with everyone else's arrays and tapes, each engine in its own process.

Run `python tests/benchmarks/arrays.py [TASK ...] [--engine ENGINE ...]`; without names, all of it.
An engine is timed only if its numbers agree with the others' within 1e-9. The engines then take
turns, one thread and float64 for each, and the best time of a step counts. `ready in` is the time
from data to the first result, compilation included. The peers are in the extra `peers`.
"""

import argparse

import digits
import growth
import irregular
import microgpt
import mixture
import moons
import orbit
import recurrence
import timing

TASKS: dict[str, timing.Task] = {}
for module in (moons, digits, mixture, recurrence, orbit, irregular, microgpt):
    TASKS |= module.TASKS


def of_this_task(name: str, asked: str) -> bool:
    """Whether a task is meant: `recurrence` means every batch of it."""
    return asked in (name, name.rpartition("-")[0])


def main() -> None:
    names = [*TASKS, "growth"]
    engines = list(dict.fromkeys(engine for task in TASKS.values() for engine in task.engines))
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("tasks", nargs="*", metavar="TASK", help=", ".join(names))
    parser.add_argument("--engine", action="append", metavar="ENGINE", help=", ".join(engines))
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    options = parser.parse_args()
    asked, chosen = options.tasks or names, options.engine or engines
    if options.worker:
        work(options.worker, chosen[0])
        return
    for word in asked:
        if not any(of_this_task(name, word) for name in names):
            parser.error(f"there is no task {word}; there are {', '.join(names)}")
    for word in chosen:
        if word not in engines:
            parser.error(f"there is no engine {word}; there are {', '.join(engines)}")
    for name, task in TASKS.items():
        racing = [engine for engine in task.engines if engine in chosen]
        if racing and any(of_this_task(name, word) for word in asked):
            print(timing.table(task, timing.race(name, task, racing)), end="\n\n", flush=True)
    if "growth" in asked and "tape.backward" in chosen:
        growth.report()


def work(place: str, engine: str) -> None:
    """Do the part of one process: an engine in a task, or one graph of `growth/SERIES/INDEX`."""
    task, *graph = place.split("/")
    if graph:
        growth.work(graph[0], int(graph[1]))
    else:
        timing.work(engine, TASKS[task])


if __name__ == "__main__":
    main()
