from queue.line import Line
