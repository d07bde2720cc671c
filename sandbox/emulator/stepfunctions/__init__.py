"""What Step Functions lacks in ministack: Glue's integration, callbacks that fail, the history of branches."""
