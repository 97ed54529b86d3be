"""Throws generated requests at a running mesh: `python -m tests.fuzz --requests 20000`.

It exits 0 after as many requests without findings, 1 with findings or too few requests, 3 if --minutes ended it early.
"""
