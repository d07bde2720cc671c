"""Errors of Lake Formation's API, by AWS's names."""


class LakeFormationError(Exception):
    """The call is rejected. `code` is the exception's name in SDKs."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def invalid_input(message: str) -> LakeFormationError:
    return LakeFormationError("InvalidInputException", message)


def not_found(message: str) -> LakeFormationError:
    return LakeFormationError("EntityNotFoundException", message)


def access_denied(message: str) -> LakeFormationError:
    return LakeFormationError("AccessDeniedException", message)
