"""The register: areas, compounds, buildings, premises, households, people, special needs, imports.

It knows who lives behind which door and how fresh that knowledge is. It knows nothing of rounds.
"""
