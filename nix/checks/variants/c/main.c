#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

/* Different work for odd and even, so that a profile has something to say. */
static int step(int i) { return i % 2 ? i * 3 : i / 2; }

/* One too many for 9, and more than an int for 10: the sanitizers of the debug variant must see it. */
int main(int argc, char **argv) {
#ifdef DEBUG
  fprintf(stderr, "debug build\n");
#endif
  int n = argc > 1 ? atoi(argv[1]) : 0;
  volatile int most = INT_MAX;
  if (n == 10) printf("%d\n", most + n);
  volatile char *text = malloc(9);
  for (int i = 0; i <= n && i < 10; i++) text[i] = (char)step(i);
  printf("%d\n", text[n % 10]);
  return 0;
}
