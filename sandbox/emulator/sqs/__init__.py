"""SQS is ministack's; fair queues are ours."""
