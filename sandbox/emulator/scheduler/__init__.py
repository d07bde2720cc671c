"""EventBridge Scheduler is ministack's; expressions, time zones and inputs are ours."""
