"""Addresses that let somebody do one thing, once, for a while."""
