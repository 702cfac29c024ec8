"""What is remembered: in a process, in shared memory, on disk."""
