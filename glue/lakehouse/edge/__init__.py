"""Where the job meets AWS: the only modules that use boto3."""
