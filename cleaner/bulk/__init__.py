"""Many documents: cut from their inputs, cleaned in one process or several, delivered in order, resumed where a run was broken off.

Must not know formats' insides, nor how anything is shown.
"""
