"""Senders for the measurements: turns of an invented day, posted over kept connections from a process of their own."""

import http.client
import json
import random
import threading
import time
from collections.abc import Iterator
from itertools import count

CALM = (
    "good morning I would like to ask about my last invoice",
    "the parcel was meant to come on Tuesday and it is Thursday now",
    "yes that is the right address thank you",
    "could you tell me what I have to do next please",
    "I have tried to switch it off and on again",
)
HOSTILE = ("you are a useless idiot", "shut your mouth you stupid clown")


def turns(*, contacts: int, hostile: float, seed: int = 7) -> Iterator[dict[str, object]]:
    """Give customer turns over this many contacts, this share of them hostile. The same seed gives the same day."""
    pick = random.Random(seed)  # noqa: S311 - a day, not a secret
    run = f"{time.time():.0f}-{seed}"
    for number in count():
        contact = number % contacts
        text = pick.choice(HOSTILE if pick.random() < hostile else CALM)
        yield {
            "conversation": f"b-{run}-{contact}",
            "segment_id": str(number),
            "role": "customer",
            "text": text,
            "start_ms": number // contacts * 6000,
            "agent": f"bench-{contact % 50}",
        }


def post_all(port: int, token: str, bodies: list[bytes], *, senders: int) -> tuple[float, list[float]]:
    """Post every body, shared among the senders. Gives the seconds it took and each answer's own seconds."""
    waiting = iter(bodies)
    lock = threading.Lock()
    took: list[float] = []
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def send() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with lock:
                body = next(waiting, None)
            if body is None:
                break
            began = time.perf_counter()
            connection.request("POST", "/ingest/desk/", body, headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 202:
                raise AssertionError(f"{answer.status}")
            with lock:
                took.append(time.perf_counter() - began)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(senders)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began, took


def batches(*, turns_in_all: int, size: int, contacts: int, hostile: float, seed: int = 7) -> list[bytes]:
    """Give bodies of ``size`` turns each."""
    day = turns(contacts=contacts, hostile=hostile, seed=seed)
    return [json.dumps([next(day) for _ in range(size)]).encode() for _ in range(turns_in_all // size)]
