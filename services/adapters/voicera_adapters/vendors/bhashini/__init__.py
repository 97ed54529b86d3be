"""Bhashini, India's language mission, over its Dhruva inference service."""
