"""Choosing at random, always in the same way for the same seed."""

import random


class Chance:
    def __init__(self, seed):
        self.seed = seed
        self.rng = random.Random(seed)

    def chance(self, share):
        return self.rng.random() < share

    def pick(self, weights):
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def some(self, items, least=1):
        items = list(items)
        count = self.rng.randint(least, len(items))
        kept = self.rng.sample(items, count)
        return [item for item in items if item in kept]
