"""Email as SES delivers it: to confirmed addresses, as files."""
