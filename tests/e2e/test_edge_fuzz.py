"""Generated requests on each run; `python -m tests.fuzz` sends as many as one likes."""

import pytest

from tests.fuzz.__main__ import MISSING, TOOL, Fuzz, verdict
from tests.fuzz.tenants import two_tenants


@pytest.mark.timeout(300)
def test_generated_requests_find_no_defect_and_nobody_elses_data(mesh, tmp_path):
    assert TOOL.exists(), MISSING
    own, other, mark, _ = two_tenants(mesh)
    fuzz = Fuzz(tmp_path, mesh, own, other, mark)
    fuzz.run(requests=150, seed=1, minutes=1)
    assert not fuzz.reports, "\n".join(fuzz.reports)
    assert fuzz.let_in(), fuzz.answers
    assert "rpc.failed" not in mesh.logs()


@pytest.mark.parametrize(
    ("sent", "out_of_time", "found", "let_in", "status", "says"),
    [
        (500, False, False, True, 0, "Passed: 500 of 500"),
        (500, True, False, True, 0, "Passed: 500 of 500"),
        (499, False, False, True, 1, "only 499 of 500"),
        (499, True, False, True, 3, "--minutes ended it after 499 of 500"),
        (499, True, True, True, 1, "there are findings"),
        (500, False, True, True, 1, "there are findings"),
        (500, False, False, False, 1, "turned away"),
    ],
)
def test_fewer_requests_than_wanted_are_no_success(sent, out_of_time, found, let_in, status, says):
    result, last = verdict(sent, 500, out_of_time=out_of_time, found=found, let_in=let_in)
    assert result == status
    assert says in last
