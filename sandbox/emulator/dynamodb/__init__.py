"""DynamoDB is ministack's; only the parsing of conditions is cached."""
