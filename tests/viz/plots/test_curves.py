"""Plots of numbers over the epochs."""

import math

import pytest

from micrograd_plus.training.history import History
from tests.viz.plots.figures import drawn
from viz import history_curves, loss_curve


def test_loss():
    """Losses make one panel, accuracies a second one below it; epochs are whole numbers."""
    figure = loss_curve([1.0, 0.5, 0.4])
    (axes,) = figure.axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("epoch", "loss")
    assert list(axes.lines[0].get_xdata()) == [1, 2, 3]
    assert drawn(figure)
    assert all(tick == int(tick) for tick in axes.get_xticks())
    top, bottom = loss_curve([1.0, 0.5], [0.5, 1.0]).axes
    assert (top.get_ylabel(), bottom.get_ylabel()) == ("loss", "accuracy")
    assert bottom.get_xlabel() == "epoch"


def test_loss_of_rows_held_out():
    """Rows held out get a line of their own, in another colour, dashed, named in a legend."""
    figure = loss_curve([1.0, 0.5], [0.5, 1.0], [1.2, 0.9], [0.25, 0.75])
    for axes, numbers in zip(figure.axes, ([1.2, 0.9], [0.25, 0.75]), strict=True):
        training, held_out = axes.lines
        assert list(held_out.get_ydata()) == numbers
        assert training.get_linestyle() != held_out.get_linestyle()
        assert training.get_marker() != held_out.get_marker()
        assert training.get_color() != held_out.get_color()
        names = [text.get_text() for text in axes.get_legend().get_texts()]
        assert names == ["training", "held out"]
    assert drawn(figure)
    (axes,) = loss_curve([1.0, 0.5], validation_losses=[1.2, 0.9]).axes
    assert len(axes.lines) == 2


@pytest.mark.filterwarnings("error")
def test_losses_that_are_no_numbers():
    """A diverged loss, and a single one, are drawn without warnings."""
    assert drawn(loss_curve([1.0, math.inf, math.nan]))
    assert drawn(loss_curve([1.0]))
    for losses in ([1.7e308, 1e308], [1.0, -1.7e308, 1.7e308], [1e300, 5e-324]):
        assert drawn(loss_curve(losses))


def test_wrong_losses():
    """No losses, or another number of accuracies, are refused."""
    with pytest.raises(ValueError, match="no loss"):
        loss_curve([])
    with pytest.raises(ValueError, match="2 losses and 1 accuracies"):
        loss_curve([1.0, 0.5], [0.5])
    with pytest.raises(ValueError, match="2 losses and 1 validation losses"):
        loss_curve([1.0, 0.5], validation_losses=[0.5])
    with pytest.raises(ValueError, match="2 losses and 3 validation accuracies"):
        loss_curve([1.0, 0.5], validation_accuracies=[0.5, 0.5, 0.5])


class TestHistoryCurves:
    @pytest.mark.parametrize(
        ("history", "panels"),
        [
            (History(loss=[1.0, 0.5]), ["loss"]),
            (History(loss=[1.0, 0.5], lr=[0.1, 0.1]), ["loss"]),
            (History(loss=[1.0, 0.5], accuracy=[0.5, 1.0]), ["loss", "accuracy"]),
            (History(loss=[1.0, 0.5], lr=[0.2, 0.1]), ["loss", "learning rate"]),
            (
                History(loss=[1.0, 0.5], accuracy=[0.5, 1.0], lr=[0.2, 0.1]),
                ["loss", "accuracy", "learning rate"],
            ),
        ],
    )
    def test_panels(self, history, panels):
        """There is a panel for what there is, and one for a learning rate only if it changes."""
        axes = history_curves(history).axes
        assert [each.get_ylabel() for each in axes] == panels
        assert [each.get_xlabel() for each in axes] == [""] * (len(panels) - 1) + ["epoch"]

    def test_numbers(self):
        """Lines hold the numbers of the history, those held out too."""
        history = History(
            loss=[1.0, 0.5],
            accuracy=[0.5, 0.75],
            validation_loss=[1.5, 0.75],
            validation_accuracy=[0.25, 1.0],
            lr=[0.2, 0.1],
        )
        figure = history_curves(history)
        found = [[list(line.get_ydata()) for line in axes.lines] for axes in figure.axes]
        assert found == [
            [history.loss, history.validation_loss],
            [history.accuracy, history.validation_accuracy],
            [history.lr],
        ]
        assert drawn(figure)

    def test_stopped(self):
        """The title says that training ended early; it has no room for the cure."""
        history = History(loss=[1.0], stopped="diverged in epoch 2: the loss is nan; the weights")
        assert history_curves(history).axes[0].get_title() == "diverged in epoch 2"

    def test_wrong_history(self):
        """Anything but a history of epochs is refused with the cure."""
        with pytest.raises(TypeError, match=r"takes the History that fit returns, here is \[0.5\]"):
            history_curves([0.5])
        with pytest.raises(ValueError, match="no epochs, so there is nothing to draw"):
            history_curves(History())
        with pytest.raises(ValueError, match="nothing to draw: training diverged in epoch 1"):
            history_curves(History(stopped="diverged in epoch 1"))
