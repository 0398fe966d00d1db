"""Workshops: rounds and their phases, codes, limits for guessing, and the rules that protect small groups.

Pure: no database, no clock, no drawing. Whoever calls brings the time.
"""
