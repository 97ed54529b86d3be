"""Keys with which programs use the REST API."""
