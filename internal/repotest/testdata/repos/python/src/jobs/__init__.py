"""Jobs in a queue."""
from .queue import Queue
from .worker import run_all
