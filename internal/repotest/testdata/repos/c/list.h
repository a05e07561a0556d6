#ifndef LIST_H
#define LIST_H
struct list { int n; };
int list_add(struct list *l, int n);
#endif
