"""Calls are decided by policies as in AWS: the caller's, the resource's, its key's. Root is free."""
