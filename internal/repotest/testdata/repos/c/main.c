#include <stdio.h>
#include "list.h"

static int grow(int x) { return x; }

int main(void) {
  struct list l = {0};
  printf("%d\n", list_add(&l, grow(1)));
  return 0;
}
