"""What Hearten costs, measured: ./run bench."""
