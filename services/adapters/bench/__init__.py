"""Measures the vendors; run from this service's folder, for example `python -m bench.recognition`."""
