"""A program whose processes tell people things at the same time, in transactions that end in another order.

tellers.py PROCESSES COUNT SECONDS   each process writes COUNT transactions, spread over SECONDS; each transaction tells
up to four people. Prints how many notices were written.
"""

import multiprocessing
import os
import random
import sys
import time
from typing import Any

import django


def tell_around(number: int, count: int, seconds: float, answers: Any) -> None:
    from django.db import transaction

    from hearten.live.actions import tell_many
    from hearten.people.models import Person

    people, pick, told = list(Person.objects.values_list("pk", flat=True)), random.Random(number), 0
    for turn in range(count):
        some = pick.sample(people, min(len(people), pick.randint(1, 4)))
        with transaction.atomic():
            tell_many([(person_id, "cue", f"{number}-{turn}") for person_id in some])
            time.sleep(pick.choice((0, 0, 0.004)))  # the next may commit before this one
        told += len(some)
        time.sleep(seconds / count * pick.uniform(0, 2))
    answers.put(told)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearten.config.settings")
    django.setup()
    processes, count, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    fork = multiprocessing.get_context("fork")
    answers = fork.SimpleQueue()
    tellers = [fork.Process(target=tell_around, args=(number, count, seconds, answers)) for number in range(processes)]
    for teller in tellers:
        teller.start()
    sys.stdout.write(str(sum(answers.get() for _ in tellers)))
    for teller in tellers:
        teller.join()


if __name__ == "__main__":
    main()
