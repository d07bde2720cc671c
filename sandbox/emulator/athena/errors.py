"""Errors as Athena's callers see them."""


class InvalidRequestError(Exception):
    """The request is invalid; returned as InvalidRequestException."""


class AccessDeniedError(Exception):
    """The caller lacks a permission; returned as AccessDeniedException."""


class QueryFailedError(Exception):
    """The engine rejected or aborted a query; the message becomes the state's reason.

    `category` is Athena's: 1 system, 2 user, 3 other.
    https://docs.aws.amazon.com/athena/latest/APIReference/API_AthenaError.html
    """

    def __init__(self, message: str, category: int) -> None:
        super().__init__(message)
        self.category = category


class QueryCancelledError(Exception):
    """The query was stopped while it ran."""
