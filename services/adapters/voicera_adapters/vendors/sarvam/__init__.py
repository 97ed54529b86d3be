"""Sarvam AI; its language models are a preset of the openai package."""
