"""botocore's signer as the other side: what it signs we accept, and we sign as it does."""

from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import example, given
from hypothesis import strategies as st

from incisor import sigv4

KEY, SECRET, REGION, SERVICE = "AKIDEXAMPLE", "s3cr3t/+=", "eu-west-1", "inspector2"

segments = st.lists(
    st.sampled_from([".", "..", "", "~a!b;c", "tags"])
    | st.text(st.characters(codec="utf-8"), max_size=8).map(lambda text: quote(text, safe="")),
    max_size=6,
)
escaped = st.text(st.characters(codec="utf-8"), max_size=8).map(lambda t: quote(t, safe="-_.~"))
queries = st.lists(st.tuples(escaped, escaped), max_size=5).map(
    lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)
)
# The specification trims blanks; what else Unicode calls a space is botocore's own affair.
values = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.just(" "))
headers = st.dictionaries(
    st.from_regex(r"[Xx]-([A-Z][a-z]{1,5})(-[A-Z][a-z]{1,5})?", fullmatch=True),
    values,
    max_size=4,
)
requests = st.builds(
    lambda method, path, query, names, body: AWSRequest(
        method,
        f"http://scan.example:8080/{'/'.join(path)}" + (f"?{query}" if query else ""),
        headers=names,
        data=body,
    ),
    st.sampled_from(["GET", "PUT", "POST", "DELETE"]),
    segments,
    queries,
    headers,
    st.binary(max_size=40),
)
TAGGED = AWSRequest(
    "DELETE",
    "http://localhost/tags/arn%3Aaws%3Ainspector2%2Fcis%20x?tagKeys=b%2B&tagKeys=a%20",
    headers={"X-Amz-Zeta": " a   b ", "Content-Type": "application/json"},
    data=b"",
)


@given(request=requests)
@example(request=TAGGED)
def test_what_botocore_signs_is_accepted(request: AWSRequest) -> None:
    """Any path, query, header and body that botocore signs verifies here."""
    sign_with_botocore(request)
    parts = urlsplit(request.url)
    sent = [(name.lower().encode(), value.encode()) for name, value in request.headers.items()]
    found = sigv4.verify(
        method=request.method,
        raw_path=parts.path,
        query=parts.query,
        headers=[(b"host", parts.netloc.encode()), *sent],
        body=request.body or b"",
        secret_of={KEY: SECRET}.get,
        now=datetime.now(UTC).timestamp(),
    )
    assert found == KEY


@given(request=requests)
@example(request=TAGGED)
def test_we_sign_as_botocore_does(request: AWSRequest) -> None:
    """Signature, signed headers and scope are the same for the same request and second."""
    given_headers = dict(request.headers.items())
    sign_with_botocore(request)
    stamp = datetime.strptime(request.headers["X-Amz-Date"], "%Y%m%dT%H%M%S%z")
    parts = urlsplit(request.url)
    added = sigv4.sign(
        method=request.method,
        raw_path=parts.path,
        query=parts.query,
        headers={"Host": parts.netloc, **given_headers},
        body=request.body or b"",
        access_key_id=KEY,
        secret_access_key=SECRET,
        region=REGION,
        at=stamp,
    )
    assert added["Authorization"] == request.headers["Authorization"]


def sign_with_botocore(request: AWSRequest) -> None:
    """Add botocore's signature to the request."""
    del request.headers["X-Amz-Date"]
    SigV4Auth(Credentials(KEY, SECRET), SERVICE, REGION).add_auth(request)
