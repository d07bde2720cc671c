"""What CloudWatch Logs lacks in ministack."""
