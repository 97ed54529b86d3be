"""Writes times into messages."""

from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp


def timestamp(at: datetime) -> Timestamp:
    written = Timestamp()
    written.FromDatetime(at)
    return written
