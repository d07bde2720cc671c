"""Why a dataset could not be processed."""


class DatasetFailure(Exception):
    """Fails one dataset and no other: `CODE place: what was found. Fix: what to do.`"""

    def __init__(self, code: str, place: str, found: str, fix: str) -> None:
        super().__init__(f"{code} {place}: {found}. Fix: {fix}.")
        self.code = code
