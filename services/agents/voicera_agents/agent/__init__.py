"""Agents: drafts, revisions and which of them answers a call."""
