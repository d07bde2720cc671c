"""Policies decide every call, as in AWS: the caller's, the resource's, its key's. Root is unrestricted."""
