"""Measurements of speed and memory: ``make bench`` or ``python -m benchmarks``; nothing here is a test."""
