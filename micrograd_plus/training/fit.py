"""fit: training a model on rows of data."""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

from ..engine.hints import hint
from ..engine.value import Value
from ..inputs import check_settings, choice, shown, to_finite, to_whole
from ..nn.module import Module
from ..optim import SGD, Optimizer
from .diagnosis.diagnosis import look_at
from .history import History
from .loop import Callback, Schedule, Settings, Trainer
from .objective import state_objective
from .step_engines import ScalarEngine, StepEngine, TapeEngine
from .watching.frames import Run
from .watching.watcher import Watcher, check_watch, paths_of

ENGINES: dict[str, type[StepEngine]] = {"tape": TapeEngine, "scalar": ScalarEngine}


# What others call these settings, and where those of the optimiser stand.
_ELSEWHERE = {
    **dict.fromkeys(("lr", "learning_rate", "rate", "eta"), "optimizer=optim.SGD(lr=0.1)"),
    **dict.fromkeys(("momentum", "nesterov"), "optimizer=optim.SGD(lr=0.1, momentum=0.9)"),
    **dict.fromkeys(("weight_decay", "alpha", "regularization"), "l2"),
    **dict.fromkeys(("n_epochs", "iterations", "n_iter", "max_iter", "steps"), "epochs"),
    **dict.fromkeys(("batch", "minibatch_size"), "batch_size"),
    **dict.fromkeys(("verbose", "bar"), "progress"),
    **dict.fromkeys(("validation_split", "validation_data", "test_size"), "validation"),
    **dict.fromkeys(("early_stopping", "n_iter_no_change"), "patience"),
    **dict.fromkeys(("criterion", "loss_fn", "objective"), "loss"),
    **dict.fromkeys(("random_state", "random_seed"), "seed"),
    **dict.fromkeys(("opt", "solver"), "optimizer"),
}

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def _with_cures(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Let settings that there are not be answered with those that are meant."""
    known = list(signature(function).parameters)

    @wraps(function)
    def checked(*arguments: Arguments.args, **settings: Arguments.kwargs) -> Result:
        check_settings("fit", settings, known, _ELSEWHERE)
        given = len(arguments) + len(settings.keys() & {"model", "X", "y"})
        if arguments and given < 3 and not callable(arguments[0]):
            raise TypeError(
                f"fit takes the model first, here is {shown(arguments[0])}: write fit(model, X, y)"
            )
        return function(*arguments, **settings)

    return checked


@_with_cures
def fit(
    model: Module,
    X: Any,
    y: Any,
    loss: str | Callable[[Any, Any], Value] = "mse",
    optimizer: Optimizer | None = None,
    epochs: int = 100,
    batch_size: int | None = None,
    l2: float = 0.0,
    seed: int = 0,
    progress: bool | None = None,
    validation: Any = None,
    patience: int | None = None,
    schedule: Schedule | None = None,
    clip_norm: float | None = None,
    callbacks: Sequence[Callback] = (),
    engine: str = "tape",
    watch: str | Sequence[str] = (),
    schedule_by: str = "epoch",
    shuffle: bool = True,
    diagnose: bool = False,
) -> History:
    """Train a model on rows of data; also `model.fit(X, y, ...)`.

    Arguments:
        model: has parameters, and gives a Value or a list of Values for a row of inputs.
        X: inputs (n, columns), an array or a data frame, whose columns the model then knows by
            their names, also in a further fit.
        y: labels (n,), which may be text, or numbers (n,) or (n, outputs); a column of a frame
            will do.
        loss: `"mse"`, `"mae"`, `"huber"`, `"hinge"`, `"binary_cross_entropy"`,
            `"cross_entropy"`, or a function of (outputs, target) that returns a Value.
        optimizer: a recipe from `optim`; a fresh copy of it is used. None is `SGD(lr=0.1)`.
        epochs: how many times to go through all rows.
        batch_size: how many rows a step takes; None is all of them.
        l2: the factor of the sum of squared parameters that is added to the loss.
        seed: for shuffling batches and for choosing rows to hold out.
        progress: whether to show a bar; None shows it on a terminal.
        validation: the share of rows to hold out, such as 0.2, or a pair (X, y): their loss and
            accuracy is part of the history.
        patience: stop after so many epochs without a better validation loss (training loss where
            nothing is held out), and go back to the best weights.
        schedule: a function of (epoch, epochs) that gives the factor of the learning rate, with
            epochs counted from 0; `optim.cosine()` and others make one.
        clip_norm: the longest that a gradient may be; a longer one is shortened.
        callbacks: functions of (epoch, history), called after each epoch, which count from 1; one
            that returns True ends the training.
        engine: `"tape"` records the loss of one row and replays it over batches; `"scalar"`
            computes every row by the scalar engine, for models that do something else for each.
            To a tape, a Value outside of the model is the number that it is when training begins.
        watch: what else the history is to record, a name or a list of names: `"weights"`,
            `"gradients"` of each layer, `"units"` that are dead or saturated, or the `"boundary"`
            that a classifier draws in a plane of two inputs, for which the model is tried at 3600
            points after each epoch.
        schedule_by: `"epoch"`, or `"step"` for a schedule that is asked before each step, as a
            function of (step, steps).
        shuffle: whether batches are drawn in another order in each epoch; False takes the rows in
            their order.
        diagnose: whether to look for what keeps the model from learning, before training and after
            it; what is found is warned about, and stands in the history as `diagnosis`.

    Returns:
        A `History`. If training ended early, its `stopped` says why: a loss that diverges is
        warned about, and the last finite weights are kept; Ctrl-C keeps what was learned.

    Raises:
        TypeError, ValueError: for data and settings that do not fit, with what was found.
        RecordingError: if the model cannot be recorded, or does something else for other rows.

    >>> from micrograd_plus import datasets, optim
    >>> from micrograd_plus.nn import MLP
    >>> X, y = datasets.moons(100, seed=0)
    >>> model = MLP(2, [16, 1], activation="tanh", seed=0)
    >>> fit(model, X, y, loss="hinge", optimizer=optim.Adam(lr=0.05), epochs=200)
    History of 200 epochs: loss 0.0028, accuracy 100.0%
    >>> model.predict(X[:5]), y[:5]
    (array([0, 0, 1, 1, 1]), array([0, 0, 1, 1, 1]))
    """
    parameters = _parameters(model)
    if progress is not None and not isinstance(progress, bool):
        raise TypeError(f"progress is True, False or None, here is {shown(progress)}")
    if schedule is not None and not callable(schedule):
        raise TypeError(f"schedule is a function, here is {shown(schedule)}")
    if not isinstance(shuffle, bool):
        raise TypeError(f"shuffle is True or False, here is {shown(shuffle)}")
    if not isinstance(diagnose, bool):
        raise TypeError(f"diagnose is True or False, here is {shown(diagnose)}")
    settings = Settings(
        epochs=to_whole("epochs", epochs, 0),
        batch_size=None if batch_size is None else to_whole("batch_size", batch_size, 1),
        l2=to_finite("l2", l2, "at least 0", lambda x: x >= 0),
        seed=to_whole("seed", seed, 0),
        progress=progress,
        patience=None if patience is None else to_whole("patience", patience, 1),
        schedule=schedule,
        schedule_by=choice("schedule_by", schedule_by, ("epoch", "step")),
        shuffle=shuffle,
        clip_norm=None
        if clip_norm is None
        else to_finite("clip_norm", clip_norm, "above 0", lambda x: x > 0),
        callbacks=_callbacks(callbacks),
    )
    make_engine = ENGINES[choice("engine", engine, ENGINES)]
    watched = check_watch(watch)
    chosen = SGD(lr=0.1) if optimizer is None else optimizer
    if not isinstance(chosen, Optimizer):
        raise TypeError(f"optimizer is a recipe such as optim.Adam(lr=0.01), not {shown(chosen)}")
    objective = state_objective(model, X, y, loss, validation, settings.seed)
    steps = make_engine(objective, parameters)
    run = Run(paths_of(model, parameters), objective, steps)
    watcher = Watcher(watched, run) if watched else None
    # Before training, so that callbacks may ask for predictions and scores.
    model.task = "classification" if objective.classifies else "regression"
    model.classes = objective.classes
    model.columns = objective.columns
    trainer = Trainer(objective, steps, chosen.fresh(), settings, watcher)
    if not diagnose:
        return trainer.run()
    before = look_at(model, objective, steps, chosen)
    history = trainer.run()
    steps.load()
    history.diagnosis = before + look_at(model, objective, steps, chosen)
    for finding in history.diagnosis.findings:
        hint(finding.sentence)
    return history


def _parameters(model: Any) -> list[Value]:
    listing: Any = getattr(model, "parameters", None)
    if isinstance(model, type) or not callable(model) or not callable(listing):
        raise TypeError(
            f"fit trains a model such as MLP(2, [16, 1]), here is {shown(model)}: make one of your "
            "own by deriving from nn.Module"
        )
    parameters: list[Any] = list(listing())
    if not parameters:
        raise ValueError(f"{model!r} has no parameters: there is nothing to train")
    for parameter in parameters:
        if not isinstance(parameter, Value):
            raise TypeError(
                f"the parameters of a model are Values of micrograd_plus, here is "
                f"{shown(parameter)}"
            )
    return parameters


def _callbacks(callbacks: Any) -> list[Callback]:
    if not isinstance(callbacks, Iterable):
        raise TypeError(
            f"callbacks is a list of functions, here is {shown(callbacks)}: write callbacks=[...]"
        )
    found = list(callbacks)
    for callback in found:
        if not callable(callback):
            raise TypeError(f"a callback is a function, here is {shown(callback)}")
    return found
