"""What is written about work beyond doing it."""

from datetime import datetime

from hearten.work.models import QueuedTask


def forget_old(now: datetime) -> int:
    """Delete tasks that were done, or given up, more than 24 hours ago. Gives how many."""
    gone, _ = QueuedTask.objects.filter(finished_at__lt=now - QueuedTask.lifetime).delete()
    return gone
