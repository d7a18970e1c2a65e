"""Where files are read: in children of this process, or by the workers of a Dask cluster.

This package alone knows Dask; nothing imports it before a command asks for the engine ``dask``.
"""
