"""What is delivered is verified by packages that the program shares nothing with."""

import json
import random

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from harness import PythonReceiver, alert_schema, assert_fits_schema, scan, webhook_secret
from shop import write_shop
from standardwebhooks.webhooks import Webhook, WebhookVerificationError


@pytest.fixture(scope="module")
def delivered(binary, tmp_path_factory):
    """(secret, requests, standing alerts) of one scan delivered to a receiver in Python."""
    folder = tmp_path_factory.mktemp("signatures")
    paths = write_shop(folder, random.Random(7), 150)
    secret = webhook_secret(folder)
    with PythonReceiver() as receiver:
        done = scan(paths, folder, "--journal", folder / "journal.sqlite", "--deliver", receiver.url, "--secret-file", secret, "--ledger")
    assert len(receiver.requests) > 20
    return secret.read_text().strip(), receiver.requests, done.records


def test_signatures_verify(delivered):
    secret, requests, _ = delivered
    for headers, body in requests:
        assert Webhook(secret).verify(body, headers) == json.loads(body)


def test_a_changed_body_or_another_secret_does_not_verify(delivered):
    secret, requests, _ = delivered
    headers, body = requests[0]
    for verifier, content in ((Webhook(secret), body.replace(b"raised", b"raisad")), (Webhook("whsec_" + "AAAA" * 8), body)):
        with pytest.raises(WebhookVerificationError):
            verifier.verify(content, headers)


def test_events_are_cloudevents(delivered):
    _, requests, _ = delivered
    for headers, body in requests:
        event = from_http_event(HTTPMessage(headers, body))
        told = json.loads(body)
        assert headers["content-type"].split(";")[0] == "application/cloudevents+json"
        assert event.get_id() == told["id"] == headers["webhook-id"]
        assert event.get_type().startswith("org.tillwatch.alert.")
        assert event.get_source() == "urn:tillwatch:cases"
        assert event.get_data()["revision"] == int(told["id"].rsplit("-", 1)[1])


def test_events_fit_the_shipped_schema(delivered):
    _, requests, alerts = delivered
    assert_fits_schema([json.loads(body) for _, body in requests] + alerts)


def test_the_schema_refuses_what_is_no_alert(delivered):
    _, _, alerts = delivered
    for change in ({"id": "x"}, {"type": "org.tillwatch.alert.lost"}, {"data": {}}, {"more": 1}):
        assert not alert_schema().is_valid(alerts[0] | change), change


def test_each_event_once_and_in_order(delivered):
    _, requests, _ = delivered
    ids = [headers["webhook-id"] for headers, _ in requests]
    assert len(ids) == len(set(ids))
    last = {}
    for name in ids:
        subject, revision = name.rsplit("-", 1)
        assert int(revision) > last.get(subject, 0)
        last[subject] = int(revision)
