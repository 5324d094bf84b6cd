"""How Sphinx builds this site: `python -m sphinx -n -W -E -b html docs OUT`, without a network."""

import sys
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

import micrograd_plus

DOCS = Path(__file__).parent
DEMOS = DOCS.parent / "demos"
sys.path[:0] = [str(DOCS / "extensions"), str(DEMOS)]

from order import ORDER  # noqa: E402 - it stands beside the demos

project = "micrograd_plus"
author = "the authors of micrograd_plus"
version = release = micrograd_plus.__version__
language = "en-GB"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.intersphinx",
    "sphinx.ext.viewcode",
    "sphinx_copybutton",
    "sphinx_gallery.gen_gallery",
    # Our own, in the folder extensions.
    "command_output",
    "formula_tables",
    "made_pictures",
    "offline_math",
    "source_links",
]
# The gallery's notebooks would win over its pages.
exclude_patterns = ["inventories", "gallery/**/*.ipynb", "gallery/**/*.py"]
# In docstrings `this` is code.
default_role = "code"

myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 4

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
# What is imported for its type alone, or late.
autodoc_type_aliases = {"Figure": "matplotlib.figure.Figure", "np.ndarray": "numpy.ndarray"}
python_use_unqualified_type_names = True
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_rtype = False
# What signatures name of the inside of the library.
nitpick_ignore_regex = [
    ("py:class", r"micrograd_plus\.(files|rules|tape)\..*"),
    ("py:class", r"micrograd_plus\.classroom\.exercises\.(exact|problem|questions)\..*"),
    ("py:class", r"micrograd_plus\.classroom\.grading\.programs\..*"),
]
# Inventories of the first format are text, and are read from here: no network is asked.
intersphinx_mapping = {
    "python": ("https://docs.python.org/3/", "inventories/python.inv"),
    "numpy": ("https://numpy.org/doc/stable/", "inventories/numpy.inv"),
    "sklearn": ("https://scikit-learn.org/stable/", "inventories/sklearn.inv"),
    "matplotlib": ("https://matplotlib.org/stable/", "inventories/matplotlib.inv"),
    "networkx": ("https://networkx.org/documentation/stable/", "inventories/networkx.inv"),
    "torch": ("https://docs.pytorch.org/docs/stable/", "inventories/torch.inv"),
}

copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

html_theme = "furo"
html_title = "micrograd_plus"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_theme_options = {"navigation_with_keys": True}

sphinx_gallery_conf = {
    "examples_dirs": [str(DEMOS / room) for room in ORDER],
    "gallery_dirs": [f"gallery/{room}" for room in ORDER],
    "within_subsection_order": "order.place_of",
    # Every demo runs; tables of formulas are none.
    "filename_pattern": r"\.py$",
    "ignore_pattern": r"formulas(_numbers)?\.py$",
    "abort_on_example_error": True,
    "reset_argv": "demo_pictures.folder_for",
    "image_scrapers": ("demo_pictures.taken_over",),
    "capture_repr": ("_repr_html_",),
    # Of demos that print and do not draw.
    "default_thumb_file": str(DOCS / "static" / "thumbnail.svg"),
    "show_signature": False,
    "write_computation_times": False,
    "download_all_examples": False,
}


def _readable(_app: Any, _what: str, _name: str, _it: Any, _options: Any, *signature: Any) -> Any:
    """Return a signature that Sphinx can read: a dataclass shows defaults that are made anew so."""
    arguments, returned = signature
    return arguments and arguments.replace("<factory>", "..."), returned


def setup(app: Sphinx) -> None:
    """Let signatures be readable."""
    app.connect("autodoc-process-signature", _readable)
