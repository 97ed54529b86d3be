"""Content of calls, encrypted with a key of their organization's own."""
