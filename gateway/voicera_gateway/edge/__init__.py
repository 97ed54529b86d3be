"""What Envoy asks before it routes a REST request: whose API key this is, and whether the body fits the contract."""
