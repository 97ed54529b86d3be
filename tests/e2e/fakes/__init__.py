"""Stand-ins for services."""
