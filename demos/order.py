"""Every demo, room by room, in the order of a reader."""

from pathlib import Path

DEMOS = Path(__file__).parent

ORDER = {
    "first_steps": [
        "a_plus_a",
        "neuron_graph",
        "player",
        "micrograd_example",
        "order_matters",
        "newton",
        "own_rule",
    ],
    "networks": [
        "moons",
        "replay",
        "fit_moons",
        "digits",
        "watch_training",
        "playground",
        "sweep",
        "large_graph",
        "mixture",
        "orbit",
        "microgpt",
    ],
    "text1": [
        "text1_square",
        "text1_network",
        "text1_losses",
        "text1_figure",
        "text1_minima",
        "text1_local_minima",
        "text1_sgd",
        "text1_old_values",
        "text1_arrays",
        "text1_chain",
        "text1_products",
        "text1_softmax",
        "text1_stages",
    ],
    "text2": [
        "text2_contours",
        "text2_not_a_bowl",
        "text2_learning_rate",
        "text2_epochs",
        "text2_labels",
        "text2_terms",
        "text2_squares",
        "text2_columns",
        "text2_links",
        "text2_plug_in",
        "text2_listing",
        "text2_shapes",
        "text2_update_loop",
    ],
    "text3": [
        "text3_bias",
        "text3_threshold",
        "text3_ascent",
        "text3_sigmoid_slope",
        "text3_gammas",
        "text3_indices",
        "text3_old_weights",
        "text3_counts",
        "text3_wasted",
        "text3_learning",
    ],
}
# What the three texts are called that demos follow formula by formula.
TEXTS = {
    "text1": "First text: Backpropagation In Neural Networks",
    "text2": "Second text: Back Propogation",
    "text3": "Third text: Neural Networks and the Backpropagation Algorithm",
}


def place_of(file: str | Path) -> int:
    """Return how many demos of its room stand before one; what is in no order comes last."""
    room = next((names for names in ORDER.values() if Path(file).stem in names), [])
    return room.index(Path(file).stem) if room else len(ORDER)
