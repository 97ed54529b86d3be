"""Live calls over two gateways that share Redis."""

import pytest

from tests.e2e.specs import reception
from tests.e2e.test_live_calls import PATIENT, stepped_into


@pytest.mark.timeout(300)
async def test_a_call_is_stepped_into_whichever_gateway_holds_it(mesh, account, carrier, number_for):
    for _ in range(2):
        await stepped_into(mesh, account, carrier, number_for(reception(**PATIENT)))
