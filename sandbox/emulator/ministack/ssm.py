"""ministack's Parameter Store.

Private names used, and why: `_parameters`, because other services check for a parameter in the middle of a call.
"""

from ministack.services import ssm


def has_parameter(name: str) -> bool:
    return ssm._parameters.get(name) is not None
