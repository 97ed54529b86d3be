"""One package per vendor; each is imported only in processes that serve it."""
