"""Redshift Serverless's own API: namespaces, workgroups, usage limits."""
