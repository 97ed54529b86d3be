"""A few hundred generated requests on each run; `python -m tests.fuzz` sends as many as one likes."""

import pytest

from tests.fuzz.__main__ import TOOL, Fuzz
from tests.fuzz.tenants import two_tenants


@pytest.mark.skipif(not TOOL.exists(), reason="schemathesis is not installed; make lint installs the tools")
@pytest.mark.timeout(400)
def test_generated_requests_find_no_defect_and_nobody_elses_data(mesh, tmp_path):
    own, other, mark, _ = two_tenants(mesh)
    fuzz = Fuzz(tmp_path, mesh, own, other, mark)
    fuzz.run(requests=500, seed=1, minutes=3)
    assert not fuzz.reports, "\n".join(fuzz.reports)
    assert fuzz.answers["owner 200"]
    assert fuzz.answers["nobody 401"]
    assert "rpc.failed" not in mesh.logs()
