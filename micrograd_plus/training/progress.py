"""The bar that shows how far long work has come: that of tqdm."""

import sys
import warnings
from typing import Any

_LINE = "{unit} {n_fmt}/{total_fmt} |{bar}| {elapsed}<{remaining}{postfix}"


def progress_bar(total: int, unit: str, visible: bool | None) -> Any:
    """Return a bar on standard error, or a widget in a notebook; None if there is to be none.

    Arguments:
        total: how many parts the work has.
        unit: what one is called.
        visible: None shows it on a terminal only, and if tqdm is there.

    Raises:
        ImportError: if a bar is wanted and tqdm is missing.
    """
    if total == 0 or sys.stderr is None:
        return None
    if not (sys.stderr.isatty() if visible is None else visible):
        return None
    try:
        with warnings.catch_warnings():
            # A notebook without widgets shows the bar as a terminal does, without further ado.
            warnings.simplefilter("ignore")
            from tqdm.auto import tqdm
    except ImportError:
        if visible is None:
            return None
        raise ImportError("a progress bar needs tqdm: pip install tqdm") from None

    class Bar(tqdm):  # type: ignore[type-arg]
        # Each part is told to the bar, so that no thread has to watch over it.
        monitor_interval = 0

    return Bar(total=total, unit=unit, bar_format=_LINE, miniters=1, dynamic_ncols=True)
