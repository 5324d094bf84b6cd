"""A sweep over a cluster of processes: the same numbers as on one core, whatever dies."""

import os
import pickle
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import joblib
import pytest
from sklearn.model_selection import GridSearchCV

from micrograd_plus import datasets
from micrograd_plus.estimators import ScalarMLPClassifier

distributed = pytest.importorskip("distributed")

X, Y = datasets.moons(60, seed=2)


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as found,
    ):
        yield found


def sweep(epochs: int = 20, settings: int = 3) -> GridSearchCV:
    """So many settings, three folds each."""
    estimator = ScalarMLPClassifier(random_state=0, epochs=epochs)
    sizes = [(2 + place,) for place in range(settings)]
    return GridSearchCV(estimator, {"hidden_layers": sizes}, cv=3, refit=False)


def test_what_is_sent_can_be_sent() -> None:
    """joblib waits for ever for what does not pickle: so this comes first."""
    fitted = sweep().fit(X, Y)
    again = pickle.loads(pickle.dumps(fitted))
    assert again.cv_results_["mean_test_score"].tolist() == scores(fitted)


def scores(fitted: GridSearchCV) -> list[float]:
    found: list[float] = fitted.cv_results_["mean_test_score"].tolist()
    return found


@pytest.mark.thorough
def test_the_numbers_are_those_of_one_core(client: Any) -> None:
    alone = scores(sweep().fit(X, Y))
    with joblib.parallel_backend("dask"):
        together = scores(sweep().fit(X, Y))
    assert together == alone


def test_a_worker_that_is_killed_loses_nothing(client: Any) -> None:
    alone = scores(sweep(200, 6).fit(X, Y))
    killed: list[int] = []

    def kill() -> None:
        """The first worker, as soon as it works."""
        for _ in range(400):
            working = client.processing()
            if any(working.values()):
                pid = next(iter(client.run(os.getpid).values()))
                killed.append(pid)
                os.kill(pid, signal.SIGKILL)
                return
            time.sleep(0.02)

    killer = threading.Thread(target=kill)
    killer.start()
    with joblib.parallel_backend("dask"):
        together = scores(sweep(200, 6).fit(X, Y))
    killer.join()
    assert killed
    assert together == alone
