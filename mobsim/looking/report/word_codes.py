"""How are many sentences of few words kept small?

Stories say the same words again and again. Each word is kept once. A sentence is one letter a word
for the most frequent, and a letter that begins a longer code for the others.
"""

from collections import Counter
from collections.abc import Iterable

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_BASE = len(LETTERS)


class Vocabulary:
    """The words of all sentences, the most frequent first.

    >>> known = Vocabulary(["to be or", "not to be"])
    >>> known.singles, known.packed("be to not")
    (64, 'ABC')
    """

    def __init__(self, sentences: Iterable[str]) -> None:
        counts = Counter(word for sentence in sentences for word in sentence.split(" "))
        self.words = sorted(counts, key=lambda word: (-counts[word], word))
        self.tail = 1
        """Letters after the one that begins a longer code."""
        while self._room(1, self.tail) < len(self.words):
            self.tail += 1
        self.singles = _BASE
        """Words of one letter; the letters after theirs begin longer codes."""
        while self._room(self.singles, self.tail) < len(self.words):
            self.singles -= 1
        self._code = {word: self._letters(number) for number, word in enumerate(self.words)}

    def packed(self, sentence: str) -> str:
        """A sentence of known words as letters."""
        return "".join(self._code[word] for word in sentence.split(" "))

    @staticmethod
    def _room(singles: int, tail: int) -> int:
        longer: int = (_BASE - singles) * _BASE**tail
        return singles + longer

    def _letters(self, number: int) -> str:
        if number < self.singles:
            return LETTERS[number]
        number -= self.singles
        told = ""
        for _ in range(self.tail):
            number, letter = divmod(number, _BASE)
            told = LETTERS[letter] + told
        return LETTERS[self.singles + number] + told
