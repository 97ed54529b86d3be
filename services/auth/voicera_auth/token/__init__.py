"""Verification keys for everybody, tokens for services."""
