"""Let several people press at the same instant, each with a database connection of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection


def all_at_once[T](press: Callable[[int], T], times: int = 6) -> list[T]:
    """Call ``press`` with 0, 1, … from as many threads at one instant; give the answers in that order.

    An error of one is raised here. For tests that may commit (``django_db(transaction=True)``).
    """
    together = Barrier(times)

    def one(number: int) -> T:
        together.wait(10)
        try:
            return press(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as people:
        return list(people.map(one, range(times)))
