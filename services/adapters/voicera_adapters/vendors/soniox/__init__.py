"""Soniox: streaming recognition in sixty languages."""
