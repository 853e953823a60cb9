one = "a word"
