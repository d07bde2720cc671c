"""What CloudWatch lacks in ministack: metrics from logs and executions, and alarms that evaluate them."""
