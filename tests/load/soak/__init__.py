"""Holds many recognitions and syntheses in one adapter process."""
