"""Opens the models that ship with pipecat, one thread each."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import onnxruntime  # type: ignore[import-untyped]


def onnx_session(path: str) -> Any:
    """Load a model by its path inside the pipecat package; the package itself is not imported."""
    spec = find_spec("pipecat")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("pipecat")
    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = 1
    options.intra_op_num_threads = 1
    model = Path(spec.submodule_search_locations[0]) / path
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
