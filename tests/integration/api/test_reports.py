"""GetCisScanReport as a client sees it: asked for with boto3, fetched with a plain GET."""

import csv
import io
import stat
import time
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from pypdf import PdfReader

from incisor.store import reports
from incisor.store.roles import Role
from support.downloads import asked, client, get, link
from support.service import (
    Caller,
    Running,
    Session,
    result,
    running,
    scanned,
    tagged_scan,
)

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Running]:
    """A service for one test alone, which may move its clock and its files."""
    with running(tmp_path) as started:
        yield started


@pytest.fixture
def scan(service: Running, admin: Caller) -> str:
    """A finished scan of one host."""
    return scanned(service, admin, [result("1.1", "FAILED")], env="t")[0]


def test_a_csv_has_a_row_for_each_target_and_check(service: Running, admin: Caller) -> None:
    """Every member of CisScanResultDetails is a column, and says what the operation says."""
    evidence = b'{"expected": "none", "found": "a"}'
    said = [result("1.1"), result("1.2", "FAILED", evidence), result("1.10", "ERROR")]
    arn, host = scanned(service, admin, said, env="t")
    answer = get(link(service, admin, arn))
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode(), newline="")))
    found = client(admin).get_cis_scan_result_details(
        scanArn=arn, targetResourceId=host.resource_id, accountId=admin.account_id
    )
    assert rows == [
        {name: each.get(name, "") for name in rows[0]} for each in found["scanResultDetails"]
    ]


def test_a_pdf_is_what_is_made_by_default(service: Running, admin: Caller, scan: str) -> None:
    """Without a format the file is a PDF that another program can read."""
    answer = get(asked(service, admin, scan)["url"])
    assert answer.headers["content-type"] == "application/pdf"
    assert "web-1" in PdfReader(io.BytesIO(answer.data)).pages[3].extract_text()


def test_there_is_no_report_while_the_scan_runs(service: Running, admin: Caller) -> None:
    """IN_PROGRESS without a link, and nothing is made yet."""
    service.host(admin.account_id, env="t")
    arn = tagged_scan(admin, env="t")
    answer = client(admin).get_cis_scan_report(scanArn=arn)
    assert answer["status"] == "IN_PROGRESS"
    assert "url" not in answer


def test_the_first_answer_has_no_link(service: Running, admin: Caller, scan: str) -> None:
    """A report that is being made is IN_PROGRESS."""
    answer = client(admin).get_cis_scan_report(scanArn=scan)
    assert answer["status"] == "IN_PROGRESS"
    assert "url" not in answer


def test_a_report_is_made_once(service: Running, admin: Caller, scan: str) -> None:
    """Asking again links to the same file; another format is another file."""
    first, second = link(service, admin, scan), link(service, admin, scan)
    assert first.partition("?")[0] == second.partition("?")[0]
    pdf = link(service, admin, scan, reportFormat="PDF")
    assert pdf.rpartition("/")[0] != first.rpartition("/")[0]


def test_late_results_make_a_new_report(own: Running) -> None:
    """A host that comes back after the scan's end is in the next report."""
    service, admin = own, own.caller(own.account())
    host = service.host(admin.account_id, env="t")
    arn = tagged_scan(admin, env="t")
    session = Session(host, host.check_in()["scanJobId"])
    session.start()
    service.clock.ahead += 16 * MINUTE
    before = get(link(service, admin, arn)).data
    assert session.telemetry([result("1.1")]).status == 200
    assert session.stop().status == 200
    after = get(link(service, admin, arn)).data
    assert (before.count(b"\r\n"), after.count(b"\r\n")) == (1, 2)


def test_a_report_of_one_account(service: Running, admin: Caller, scan: str) -> None:
    """The caller's own account may be named; one without a part in the scan may not."""
    url = link(service, admin, scan, targetAccounts=[admin.account_id])
    assert get(url).data.count(b"\r\n") == 2
    with pytest.raises(ClientError, match="AccessDenied"):
        client(admin).get_cis_scan_report(scanArn=scan, targetAccounts=["9" * 12])


def test_two_accounts_are_one_too_many(admin: Caller, scan: str) -> None:
    """The model allows one target account."""
    answer = admin.call("GetCisScanReport", scanArn=scan, targetAccounts=["1" * 12, "2" * 12])
    assert answer.error == "ValidationException"
    assert answer.body["fields"][0]["name"] == "targetAccounts"


def test_another_accounts_scan_and_no_scan_get_the_same_answer(service: Running, scan: str) -> None:
    """Nobody learns whether a scan of another account exists."""
    stranger = service.caller(service.account())
    absent = scan[:-12] + "0" * 12
    foreign = stranger.call("GetCisScanReport", scanArn=scan)
    missing = stranger.call("GetCisScanReport", scanArn=absent)
    assert foreign.error == missing.error == "ResourceNotFoundException"
    assert foreign.body["message"].replace(scan, absent) == missing.body["message"]


def test_auditors_may_ask_and_hosts_may_not(service: Running, admin: Caller, scan: str) -> None:
    """A report is read, so it is for those who read results."""
    auditor = service.caller(admin.account_id, Role.AUDITOR)
    assert link(service, auditor, scan)
    host = service.host(admin.account_id)
    assert host.call("GetCisScanReport", scanArn=scan).error == "AccessDeniedException"


def test_a_download_has_a_name_and_stays_private(
    service: Running, admin: Caller, scan: str
) -> None:
    """Browsers save it under a telling name; nothing on the way keeps it."""
    headers = get(link(service, admin, scan)).headers
    day = time.strftime("%Y-%m-%d", time.gmtime(service.clock()))
    assert headers["content-disposition"] == f'attachment; filename="cis-scan-scan-{day}.csv"'
    assert headers["cache-control"] == "private, no-store"
    assert headers["x-content-type-options"] == "nosniff"


def test_parts_of_a_file_can_be_fetched(service: Running, admin: Caller, scan: str) -> None:
    """A broken download goes on where it ended; what is beyond the end is refused."""
    url = link(service, admin, scan)
    whole = get(url)
    assert whole.headers["accept-ranges"] == "bytes"
    size = len(whole.data)
    part = get(url, Range="bytes=10-19")
    assert (part.status, part.data) == (206, whole.data[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{size}"
    assert get(url, Range="bytes=-5").data == whole.data[-5:]
    rest = get(url, Range="bytes=10-")
    assert (rest.status, rest.data) == (206, whole.data[10:])
    beyond = get(url, Range=f"bytes={size}-")
    assert (beyond.status, beyond.headers["content-range"]) == (416, f"bytes */{size}")
    assert get(url, Range="bytes=19-10").status in (400, 416)


def test_several_parts_come_as_one_answer(service: Running, admin: Caller, scan: str) -> None:
    """RFC 9110, 14.6: each part with where it is from."""
    url = link(service, admin, scan)
    whole = get(url).data
    parts = get(url, Range="bytes=0-4,10-14")
    assert parts.status == 206
    head = f"Content-Type: {parts.headers['content-type']}\r\n\r\n".encode()
    message = message_from_bytes(head + parts.data)
    assert message.get_content_type() == "multipart/byteranges"
    found = [(str(part["Content-Range"]), part.get_payload(decode=True)) for part in message.walk()]
    assert found[1:] == [
        (f"bytes 0-4/{len(whole)}", whole[:5]),
        (f"bytes 10-14/{len(whole)}", whole[10:15]),
    ]


def test_a_download_goes_on_only_in_the_same_file(
    service: Running, admin: Caller, scan: str
) -> None:
    """If-Range: the part if the file is still that one, by its tag or date; else all of it."""
    url = link(service, admin, scan)
    whole = get(url)
    for name, other in (("etag", '"other"'), ("last-modified", "Thu, 01 Jan 1970 00:00:00 GMT")):
        same = get(url, Range="bytes=10-19", **{"If-Range": whole.headers[name]})
        assert (same.status, same.data) == (206, whole.data[10:20])
        changed = get(url, Range="bytes=10-19", **{"If-Range": other})
        assert (changed.status, changed.data) == (200, whole.data)


def test_a_head_request_tells_the_size(service: Running, admin: Caller, scan: str) -> None:
    """All the headers of the file, without it."""
    url = link(service, admin, scan)
    head, whole = get(url, "HEAD"), get(url)
    assert (head.status, head.data) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.data))
    assert head.headers["etag"] == whole.headers["etag"]
    assert head.headers["content-disposition"] == whole.headers["content-disposition"]
    part = get(url, "HEAD", Range="bytes=0-9")
    assert (part.status, part.headers["content-length"], part.data) == (206, "10", b"")


def test_a_link_expires(own: Running) -> None:
    """After an hour it is refused in so many words, and asking again gives a new one."""
    service, admin = own, own.caller(own.account())
    scan, _ = scanned(service, admin, [result("1.1")], env="t")
    url = link(service, admin, scan)
    service.clock.ahead += HOUR + 1
    refused = get(url)
    assert refused.status == 403
    assert refused.headers["x-amzn-errortype"] == "AccessDeniedException"
    assert "expired" in refused.json()["message"]
    assert get(url, "HEAD").status == 403
    assert get(link(service, admin, scan)).status == 200


def test_a_changed_link_is_refused(service: Running, admin: Caller, scan: str) -> None:
    """Another path, another expiry, no seal: each is the same clear refusal."""
    url = link(service, admin, scan)
    for other in (
        url.replace(".csv", ".pdf"),
        url.replace("/cis-scan-", "/other-"),
        url.replace("expires=1", "expires=2"),
        url.partition("&seal=")[0],
        url.partition("?")[0],
    ):
        refused = get(other)
        assert (refused.status, "not as it was given out" in refused.data.decode()) == (403, True)


def test_a_link_is_for_reading(service: Running, admin: Caller, scan: str) -> None:
    """Other methods than GET and HEAD are no operation."""
    url = link(service, admin, scan)
    for method in ("POST", "PUT", "DELETE"):
        assert get(url, method).status == 404


def test_files_are_for_the_services_user_alone(own: Running, tmp_path: Path) -> None:
    """The directory is 0700, each file 0600."""
    service = own
    admin = service.caller(service.account())
    arn, _ = scanned(service, admin, [result("1.1")], env="t")
    link(service, admin, arn)
    directory = tmp_path / "reports"
    [file] = directory.iterdir()
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_file_that_is_gone_is_made_again(own: Running, tmp_path: Path) -> None:
    """Whoever removes files loses nothing: an old link says what to do, asking makes it anew."""
    service = own
    admin = service.caller(service.account())
    arn, _ = scanned(service, admin, [result("1.1")], env="t")
    url = link(service, admin, arn)
    [file] = (tmp_path / "reports").iterdir()
    file.unlink()
    gone = get(url)
    assert (gone.status, gone.headers["x-amzn-errortype"]) == (404, "ResourceNotFoundException")
    assert get(link(service, admin, arn)).status == 200


def test_a_report_that_cannot_be_made_has_failed(own: Running, tmp_path: Path) -> None:
    """FAILED without a link; a minute later it is tried again."""
    service = own
    admin = service.caller(service.account())
    arn, _ = scanned(service, admin, [result("1.1")], env="t")
    directory = tmp_path / "reports"
    directory.rmdir()
    answer = asked(service, admin, arn)
    assert answer["status"] == "FAILED"
    assert "url" not in answer
    directory.mkdir(mode=0o700)
    service.clock.ahead += MINUTE
    assert asked(service, admin, arn)["status"] == "SUCCEEDED"


def test_links_begin_where_clients_reach_the_service(tmp_path: Path) -> None:
    """Behind a proxy the setting names the place; else it is the host that the request named."""
    with running(tmp_path, public_url="https://cis.example.org/inspector") as service:
        admin = service.caller(service.account())
        arn, _ = scanned(service, admin, [result("1.1")], env="t")
        assert link(service, admin, arn).startswith(
            "https://cis.example.org/inspector/incisor/v1/reports/"
        )


def test_sessions_go_on_while_a_report_is_made(service: Running, admin: Caller, scan: str) -> None:
    """A host's calls are answered meanwhile: the report is not made where they are."""
    host = service.host(admin.account_id, env="u")
    tagged_scan(admin, env="u")
    session = Session(host, host.check_in()["scanJobId"])
    session.start()
    client(admin).get_cis_scan_report(scanArn=scan, reportFormat="PDF")
    answered = 0
    while client(admin).get_cis_scan_report(scanArn=scan)["status"] == "IN_PROGRESS":
        assert session.health().status == 200
        answered += 1
    assert answered


def test_reports_go_with_the_results_of_their_scan(tmp_path: Path) -> None:
    """Once a scan is purged there is neither row nor file of its reports."""
    with running(tmp_path) as service:
        admin = service.caller(service.account())
        arn, _ = scanned(service, admin, [result("1.1")], env="t")
        link(service, admin, arn)
        service.clock.ahead += 91 * DAY
        service.until(lambda: admin.call("GetCisScanReport", scanArn=arn).status == 404)
    files = tmp_path / "reports"
    assert len(list(files.iterdir())) == 1
    with running(tmp_path) as service:
        service.until(lambda: not list(files.iterdir()))
        assert service.store.read_now(reports.statuses) == {}
