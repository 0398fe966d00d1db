"""Verbundspiegel: a typology of migrant umbrella networks, written in YAML and read as a mirror.

The packages form a house with one direction of dependence, from right to left:
``language`` <- ``model`` <- ``assessment`` <- ``store`` <- ``figures`` <- ``ui`` and ``cli``.
"""

__version__ = "0.1.0"
