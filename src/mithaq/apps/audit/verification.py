"""Checking the trail: the first place where it is not what was written, and what differs there."""

from dataclasses import dataclass

from mithaq.apps.audit.chain import FIRST_HASH, event_hash
from mithaq.apps.audit.models import AuditEvent, ChainHead


@dataclass(frozen=True, slots=True)
class Fault:
    """The first break of the trail: the number of the event and what is wrong there."""

    event: int
    what: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many events were checked, the last seal, and the first fault if there is one."""

    n_events: int
    hash: str
    fault: Fault | None = None


def verify(anchor: tuple[int, str] | None = None) -> Verdict:
    """Reads the whole trail in order and stops at the first fault.

    `anchor` is a count and a seal noted earlier, outside of the database: it also shows a trail
    that was rewritten from the start by somebody who could write every table.
    """
    place, seal = 0, FIRST_HASH
    for event in AuditEvent.objects.order_by("id").iterator(chunk_size=2000):
        place += 1
        if (what := _fault_of(event, place, seal)) is not None:
            return Verdict(place - 1, seal, Fault(place, what))
        seal = event.hash
        if anchor is not None and place == anchor[0] and seal != anchor[1]:
            return Verdict(place, seal, Fault(place, "the seal is not the one that was noted"))
    return Verdict(place, seal, _fault_of_end(place, seal, anchor))


def _fault_of(event: AuditEvent, place: int, seal: str) -> str | None:
    """What is wrong with the event found at this place of the chain."""
    if event.id > place:
        return f"event {place} is missing"
    if event.id < place:
        return f"event {event.id} comes out of order"
    if event_hash(event) != event.hash:
        return "its columns are not what was sealed"
    if event.previous_hash != seal:
        return "it does not follow the event before: an event was replaced, swapped or inserted"
    return None


def _fault_of_end(place: int, seal: str, anchor: tuple[int, str] | None) -> Fault | None:
    head = ChainHead.objects.filter(pk=1).first()
    n_written, last = (head.n_events, head.hash) if head else (0, FIRST_HASH)
    if anchor is not None and anchor[0] > place:
        n_written = max(n_written, anchor[0])
    if n_written > place:
        return Fault(place + 1, f"the end was cut off: {n_written} events were written, {place} are left")
    if n_written < place:
        return Fault(n_written + 1, f"it was inserted: only {n_written} events were written")
    return None if last == seal else Fault(place, "the last seal is not the one that was written")


def parse_anchor(text: str) -> tuple[int, str]:
    """`COUNT:SEAL` as `mithaq audit verify` prints it; `ValueError` otherwise."""
    count, _, seal = text.partition(":")
    if not count.isdigit() or len(seal) != len(FIRST_HASH):
        raise ValueError(f"{text!r} is not COUNT:SEAL as printed by an earlier check")
    return int(count), seal
