"""Structure maps read: nets, measures, what a loss would mean, and how two maps compare.

Nothing in here knows a database, a file or a picture. Modules are imported one by one, because only some of them need
the libraries for graphs and arrays.
"""
