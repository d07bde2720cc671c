"""ministack's SNS.

Private names used, and why: `_topics` holds each topic's encryption key.
"""

from ministack.services import sns

from emulator.ministack.scope import ScopedStore

#: ARN -> the topic's record.
topics: ScopedStore = sns._topics
