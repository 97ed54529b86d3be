"""The adapters of every pool in the mesh."""
