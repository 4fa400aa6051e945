"""Closed forms of three projections, on arrays of degrees: no projection library is needed.

Ellipsoid WGS 84. Formulas: J. P. Snyder, Map Projections, USGS 1395 (1987), eq. 7-7 and 3-12.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

A = 6_378_137.0
E2 = 0.00669437999014
E = E2**0.5


def corrected_latitudes(lat: Array) -> Array:
    """Latitudes freed from the datum error of the census map service, in degrees.

    The service read ordinates of the spherical Mercator (EPSG:3857) as ordinates of the
    ellipsoidal one (EPSG:3395), which puts Morocco some 19 km too far north. Project back to the
    ordinate that was read, then read it as what it was. Longitudes are the same in both.
    """
    sine = np.sin(np.radians(lat))
    ordinate = np.arctanh(sine) - E * np.arctanh(E * sine)  # EPSG:3395, over A
    return np.degrees(2 * np.arctan(np.exp(ordinate)) - np.pi / 2)  # EPSG:3857 back


def equal_area(points: Array) -> Array:
    """Points (lon, lat) in degrees as metres of the cylindrical equal-area projection of the ellipsoid."""
    sine = np.sin(np.radians(points[:, 1]))
    q = (1 - E2) * (sine / (1 - E2 * sine**2) + np.arctanh(E * sine) / E)
    return np.column_stack([A * np.radians(points[:, 0]), A * q / 2])
