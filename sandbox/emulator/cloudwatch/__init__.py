"""What CloudWatch lacks in ministack: metrics out of logs and of executions, and alarms that look at what they say."""
