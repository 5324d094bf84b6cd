"""A gradient explained: its steps, its paths, and the text of both."""

from .text import Explanation as Explanation, explain as explain
