"""Documents: what was written comes back, and is checked before any file is touched."""

import json
from pathlib import Path
from typing import Any

import pytest

from micrograd_plus.files.document import to_text
from micrograd_plus.files.saving import write_document


class TestDocuments:
    @pytest.mark.parametrize(
        "document",
        [
            {},
            {"a": [], "b": {}, "c": [[]], "d": [{}], "e": {"f": {"g": [[1], [{}]]}}},
            {'"': "\n\\ \x00 \u2028 ", "": None, "t": [True, False, -0.0, 1e-300, 10**30]},
            {"matrix": [[1.0, 2.0], [3.0, 4.0]]},
        ],
    )
    def test_any_document_comes_back(self, document: dict[str, Any]) -> None:
        """Whatever its shape, the text is JSON that means the same."""
        assert repr(json.loads(to_text(document))) == repr(document)

    def test_the_whole_document_is_checked_before_the_file_is_touched(self, path: Path) -> None:
        """What JSON cannot hold is named by its path."""
        with pytest.raises(TypeError, match=r"a\[1\]\.b is \(1, 2\), of type tuple"):
            write_document(path, {"a": [0, {"b": (1, 2)}]})
        assert list(path.parent.iterdir()) == []
