"""Errors of Lake Formation's API, by AWS's names."""


class LakeFormationError(Exception):
    """The call is refused. `code` is the name that SDKs know it by."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def invalid_input(message: str) -> LakeFormationError:
    return LakeFormationError("InvalidInputException", message)


def not_found(message: str) -> LakeFormationError:
    return LakeFormationError("EntityNotFoundException", message)


def access_denied(message: str) -> LakeFormationError:
    return LakeFormationError("AccessDeniedException", message)
