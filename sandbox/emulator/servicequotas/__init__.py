"""Service Quotas, which ministack lacks."""
