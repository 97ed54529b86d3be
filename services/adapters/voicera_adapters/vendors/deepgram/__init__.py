"""Deepgram: streaming recognition, and Aura's voices."""
