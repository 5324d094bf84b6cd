"""The figure that every plot returns; importing this file imports matplotlib."""

import io
import warnings

from matplotlib import figure

# Points of an inch: a figure is drawn with twice as many as it is shown with, for fine screens.
_DRAWN, _SHOWN = 200, 100


class Figure(figure.Figure):
    """A matplotlib Figure that a notebook shows, be there a `%matplotlib inline` or not."""

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        """Return the picture, and how large to show it: what IPython asks for."""
        file = io.BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.savefig(file, format="png", dpi=_DRAWN)
        width, height = (round(inches * _SHOWN) for inches in self.get_size_inches())
        return file.getvalue(), {"width": width, "height": height}
