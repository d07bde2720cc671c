"""ministack's Parameter Store.

Reached into, and why: whether a parameter is there is asked in the middle of another service's call, from
`_parameters`.
"""

from ministack.services import ssm


def has_parameter(name: str) -> bool:
    return ssm._parameters.get(name) is not None
