"""ministack's STS.

Uses nothing private: `register_session` has a public name, without a promise to keep it. Sessions that services open
for their work are registered with it, because AssumeRole would check the caller.
"""

from ministack.services.sts import register_session

__all__ = ["register_session"]
