"""Errors as the Data API's callers see them."""


class RequestError(Exception):
    """The call itself is refused; `code` is AWS's."""

    def __init__(self, code: str, message: str, resource_id: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.resource_id = resource_id


def invalid(message: str) -> RequestError:
    return RequestError("ValidationException", message)


def not_found(message: str, resource_id: str) -> RequestError:
    return RequestError("ResourceNotFoundException", message, resource_id)


class StatementError(Exception):
    """The database refuses a statement; the message is what DescribeStatement answers as its error."""

    def __init__(self, message: str, severity: str = "ERROR") -> None:
        super().__init__(f"{severity}: {message}")


def syntax_error(text: str, position: int) -> StatementError:
    """`position` counts characters from 1; without text it is the statement's end."""
    at = f'at or near "{text}"' if text else "at end of input"
    return StatementError(f"syntax error {at}\n  Position: {position}")


def not_served(what: str) -> StatementError:
    return StatementError(f"{what} is not served by the sandbox")
