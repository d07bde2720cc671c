"""DynamoDB is ministack's; its conditions are parsed once."""
