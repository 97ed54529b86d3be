"""Google Cloud's speech services."""
