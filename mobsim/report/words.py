"""How are many sentences of few words kept small?

Stories say the same words again and again. Each word is kept once, and a sentence is two letters a
word (three, where there are more than 4,096 words).
"""

from collections import Counter
from collections.abc import Iterable

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


class Vocabulary:
    """The words of all sentences, the most frequent first.

    >>> known = Vocabulary(["to be or", "not to be"])
    >>> known.width, known.packed("be to not")
    (2, 'AAABAC')
    """

    def __init__(self, sentences: Iterable[str]) -> None:
        counts = Counter(word for sentence in sentences for word in sentence.split(" "))
        self.words = sorted(counts, key=lambda word: (-counts[word], word))
        self.width = 2 if len(self.words) <= len(LETTERS) ** 2 else 3
        self._code = {word: self._letters(number) for number, word in enumerate(self.words)}

    def packed(self, sentence: str) -> str:
        """A sentence of known words as letters."""
        return "".join(self._code[word] for word in sentence.split(" "))

    def _letters(self, number: int) -> str:
        told = ""
        for _ in range(self.width):
            number, letter = divmod(number, len(LETTERS))
            told = LETTERS[letter] + told
        return told
