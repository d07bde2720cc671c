"""What a call needs besides its own action: key operations that services perform on the caller's behalf."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from emulator.ministack import dynamodb, kms, s3, secretsmanager, sns, sqs
from emulator.ministack.scope import account_id, region

Data = dict[str, Any]


class Check(NamedTuple):
    action: str
    resource: str
    context: dict[str, str]


_DECRYPT, _GENERATE = "kms:Decrypt", "kms:GenerateDataKey"

#: Key operations that an action on an encrypted resource requires; actions not listed require none.
#: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
#: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
#: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
#: https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
#: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
_KEY_USES: dict[str, tuple[str, ...]] = {
    "s3:GetObject": (_DECRYPT,),
    "s3:PutObject": (_GENERATE,),
    "sqs:SendMessage": (_GENERATE, _DECRYPT),
    "sqs:ReceiveMessage": (_DECRYPT,),
    "sns:Publish": (_GENERATE, _DECRYPT),
    "secretsmanager:GetSecretValue": (_DECRYPT,),
    "secretsmanager:PutSecretValue": (_GENERATE, _DECRYPT),
    **{
        f"dynamodb:{operation}": (_DECRYPT,)
        for operation in ("GetItem", "BatchGetItem", "Query", "Scan", "PutItem", "UpdateItem", "DeleteItem")
    },
}
#: S3 decrypts the parts of a multipart upload to assemble them.
_OF_UPLOADS = (_GENERATE, _DECRYPT)


def _bucket_key(resource: str) -> tuple[str | None, str]:
    bucket = resource.removeprefix("arn:aws:s3:::").partition("/")[0]
    settings: str = s3.bucket_encryption.get(bucket) or ""
    key = settings.partition("<KMSMasterKeyID>")[2].partition("</KMSMasterKeyID>")[0]
    # With a bucket key, the encryption context is the bucket rather than the object.
    return key or None, f"arn:aws:s3:::{bucket}"


def _queue_key(resource: str) -> tuple[str | None, str]:
    queue = sqs.find_queue(resource.rpartition(":")[2]) or {}
    return queue.get("attributes", {}).get("KmsMasterKeyId"), resource


def _topic_key(resource: str) -> tuple[str | None, str]:
    topic = sns.topics.get(resource) or {}
    return topic.get("attributes", {}).get("KmsMasterKeyId"), resource


def _secret_key(resource: str) -> tuple[str | None, str]:
    secret = secretsmanager.find_secret(resource)
    return (secret or {}).get("KmsKeyId"), resource


def _table_key(resource: str) -> tuple[str | None, str]:
    name = resource.partition(":table/")[2].partition("/")[0]
    table = dynamodb.tables.get(name) or {}
    return (table.get("SSEDescription") or {}).get("KMSMasterKeyArn"), name


_KEYS = {"s3": _bucket_key, "sqs": _queue_key, "sns": _topic_key, "secretsmanager": _secret_key, "dynamodb": _table_key}
_CONTEXTS = {
    "s3": "aws:s3:arn",
    "sqs": "aws:sqs:arn",
    "sns": "aws:sns:topicArn",
    "secretsmanager": "SecretARN",
    "dynamodb": "aws:dynamodb:tableName",
}


def _key_arn(key: str) -> str | None:
    """None for AWS managed keys, which need no permission of the caller."""
    record = kms.find_key(key)
    return None if record is None or key.startswith("alias/aws/") else record["Arn"]


def key_uses(action: str, resource: str, *, is_upload: bool = False) -> Iterator[Check]:
    """The uses of the key that encrypts the resource, by the caller through the service."""
    uses = _OF_UPLOADS if is_upload and action == "s3:PutObject" else _KEY_USES.get(action)
    if uses is None:
        return
    service = action.partition(":")[0]
    key, encrypted = _KEYS[service](resource)
    key_arn = _key_arn(key) if key else None
    if key_arn is None:
        return
    context = {
        "kms:viaservice": f"{service}.{region()}.amazonaws.com",
        "kms:calleraccount": account_id(),
        f"kms:encryptioncontext:{_CONTEXTS[service]}".lower(): encrypted,
    }
    for use in uses:
        yield Check(use, key_arn, context)
