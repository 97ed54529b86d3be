"""The audit log: what people and programs changed, in a chain of hashes per organization."""
