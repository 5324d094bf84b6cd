"""The colours and shapes of classes on pages."""

from viz.class_marks import CLASS_SHAPES, class_colours


def test_classes_are_told_apart_by_colour_and_shape() -> None:
    """As many shapes as colours, all different, by day and by night."""
    colours = class_colours()
    assert len(CLASS_SHAPES) == len(set(CLASS_SHAPES)) == len(colours)
    for light in (0, 1):
        assert len({pair[light] for pair in colours}) == len(colours)
    assert all(pair[1] != "#000000" for pair in colours)
