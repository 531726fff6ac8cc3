"""Character Cards in and out: carriers, lenient reading, what maps where, lorebooks, writing. All of it pure.

After the specifications malfoyslastname/character-card-spec-v2 and kwaroran/character-card-spec-v3.
"""
