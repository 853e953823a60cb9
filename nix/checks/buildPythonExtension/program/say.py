import quick
import words


def main():
    print(words.one, quick.twice(21))
