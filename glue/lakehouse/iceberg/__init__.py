"""What all jobs do with Iceberg tables: definitions, branches and snapshot metadata."""
