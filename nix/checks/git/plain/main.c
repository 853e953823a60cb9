#include <stdio.h>

int main(void) {
  puts("make");
  return 0;
}
