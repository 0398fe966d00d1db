"""Several at once: threads that begin together, and processes of their own that tests start and kill."""

import subprocess
import sys
import threading
from contextlib import contextmanager


@contextmanager
def running(program, *arguments):
    """Start a Python program that does its work as soon as it is told to ``go``; kill it in the end."""
    command = [sys.executable, str(program), *map(str, arguments)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def go(*processes):
    """Let processes begin once all of them are ready."""
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()


def at_once(*tasks):
    """Run tasks in threads that begin together, and return what they failed with."""
    start, failures = threading.Barrier(len(tasks)), []

    def run(task):
        try:
            start.wait()
            task()
        except Exception as error:  # a thread of its own cannot fail the test
            failures.append(error)

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures
