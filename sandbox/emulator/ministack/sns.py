"""ministack's SNS.

Reached into, and why: which key encrypts a topic is in `_topics`, and no function answers it without a request.
"""

from ministack.services import sns

from emulator.ministack.scope import ScopedStore

#: ARN -> the topic's record.
topics: ScopedStore = sns._topics
