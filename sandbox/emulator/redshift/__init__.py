"""Redshift Serverless: its control plane, and its Data API in front of Trino."""
