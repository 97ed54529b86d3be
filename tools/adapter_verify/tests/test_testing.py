"""A server that does not come up does not keep its test."""

import sys

import pytest

from adapter_verify.testing import serving

SILENT = "import time; time.sleep(600)"
UNFINISHED = "import time; print('listening', end='', flush=True); time.sleep(600)"


@pytest.mark.parametrize("program", [SILENT, UNFINISHED])
def test_a_server_that_hangs_at_its_start_is_ended(program):
    with pytest.raises(RuntimeError, match="within 1 s"), serving(sys.executable, "-c", program, within_s=1):
        pytest.fail("it does not listen")


def test_a_server_that_falls_at_its_start_is_told():
    with pytest.raises(RuntimeError, match="but ''"), serving(sys.executable, "-c", "raise SystemExit(1)"):
        pytest.fail("it does not listen")
