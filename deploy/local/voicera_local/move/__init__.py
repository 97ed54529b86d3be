"""Moves an embedded installation's data to other stores."""
