#include <stdlib.h>
#include "list.h"

static int grow(struct list *l) {
  return realloc(l, 1) != 0;
}

int list_add(struct list *l, int n) {
  return grow(l) + n;
}
