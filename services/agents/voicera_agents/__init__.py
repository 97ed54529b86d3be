"""Keeps agents, their published revisions and the phone numbers that lead to them."""
