"""The bell for the workers, rung after a request is written."""

from kombu.exceptions import OperationalError

from commitments import tasks


def ring(packet_id: int) -> None:
    """Tell the workers; without a broker the sweep makes the packet at its next round."""
    try:
        tasks.make_packet.delay(packet_id)
    except (OperationalError, OSError):
        return
