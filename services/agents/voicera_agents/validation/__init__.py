"""The rules a spec must meet to be published."""
