#include <stdio.h>
#include <stdlib.h>

/* One too many for 9: the sanitizer of the debug variant must see it. */
int main(int argc, char **argv) {
  int n = argc > 1 ? atoi(argv[1]) : 0;
  volatile char *text = malloc(9);
  for (int i = 0; i <= n && i < 10; i++) text[i] = (char)i;
  printf("%d\n", text[n]);
  return 0;
}
