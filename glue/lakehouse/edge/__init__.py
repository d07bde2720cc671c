"""The job's interface to AWS: the only modules that use boto3."""
