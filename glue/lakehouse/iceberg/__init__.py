"""What every job does with Iceberg's tables: definitions, branches and what snapshots say."""
