"""Chains of a network's filters, in Python: the program NeuroChains does the work, this package hands over and reads back.

    import neurochains
    chain = neurochains.extract(module, "photos", ["cat", "dog"], input_size=(32, 32))
    chain.show()                     # the page, in a notebook's cell
    with chain.apply(module):        # the module as the chain alone
        logits = module(images)
"""

from .chain import Chain, extract
from .launcher import NeuroChainsError, run

__all__ = ["Chain", "NeuroChainsError", "extract", "run"]
