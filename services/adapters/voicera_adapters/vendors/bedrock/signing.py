"""Signs requests the way AWS wants it."""

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from voicera_adapters.vendors.bedrock.account import BedrockAccount


def signed_headers(account: BedrockAccount, url: str, body: bytes) -> dict[str, str]:
    """Return the headers to send with exactly this address and body."""
    credentials = Credentials(
        account.access_key_id,
        account.secret_access_key.get_secret_value(),
        account.session_token.get_secret_value() or None,
    )
    headers = {"Content-Type": "application/json", "Accept": "application/vnd.amazon.eventstream"}
    request = AWSRequest("POST", url, headers=headers, data=body)
    SigV4Auth(credentials, "bedrock", account.region).add_auth(request)
    return dict(request.headers.items())
