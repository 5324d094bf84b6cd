"""What tests of the commands share."""

from pathlib import Path

import pytest

from tests.commands.tables.examples import IRIS


@pytest.fixture
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test stands in an empty folder with the iris flowers."""
    monkeypatch.chdir(tmp_path)
    Path("iris.csv").write_text(IRIS, encoding="utf-8")
