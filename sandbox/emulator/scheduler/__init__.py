"""EventBridge Scheduler is ministack's; its expressions are checked by us."""
