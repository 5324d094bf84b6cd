"""Files of ONNX, run by ONNX Runtime."""

from pathlib import Path
from typing import Any

import pytest


def session(path: Path | str) -> Any:
    """A file, ready to run; the test is skipped where there is no ONNX Runtime."""
    pytest.importorskip("onnx")
    runtime = pytest.importorskip("onnxruntime")
    return runtime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
