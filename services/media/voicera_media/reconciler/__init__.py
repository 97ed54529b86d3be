"""Ends what nobody else will end."""
