"""The figure that every plot returns; importing this file imports matplotlib."""

import io
import os
import warnings
from pathlib import Path
from typing import Any

from matplotlib import figure, rcParams

from ..files import write

# Points of an inch: a figure is drawn with twice as many as it is shown with, for fine screens.
_DRAWN, _SHOWN = 200, 100


class Figure(figure.Figure):
    """A matplotlib Figure that a notebook shows, be there a `%matplotlib inline` or not.

    Saved, it is whole or not at all, as all that is written here.
    """

    def savefig(self, fname: Any, **options: Any) -> None:
        """Write the picture to a file; the options are those of matplotlib.

        Arguments:
            fname: the path, whose ending says the format, or an open file.

        Raises:
            OSError: if the place cannot be written to.
        """
        if not isinstance(fname, str | os.PathLike):
            super().savefig(fname, **options)
            return
        path, file = Path(fname), io.BytesIO()
        format = options.pop("format", None)
        if format is None:
            format = path.suffix[1:].lower() or rcParams["savefig.format"]
            path = path if path.suffix else path.with_name(f"{path.name}.{format}")
        super().savefig(file, format=format, **options)
        write(path, file.getvalue())

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        """Return the picture, and how large to show it: what IPython asks for."""
        file = io.BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.savefig(file, format="png", dpi=_DRAWN)
        width, height = (round(inches * _SHOWN) for inches in self.get_size_inches())
        return file.getvalue(), {"width": width, "height": height}
