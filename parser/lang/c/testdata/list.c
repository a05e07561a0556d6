/* Linked lists. */
#include <stdio.h>
#include "list.h"

#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define LIMIT 10

/** A node. */
struct node {
	int value;
	struct node *next;
};

typedef struct {
	struct node *head;
} list_t;

typedef int (*compare_fn)(const void *, const void *);

enum color { RED, GREEN };

typedef enum color color_t;

union bits {
	int i;
	float f;
};

static int count;

int list_length(const list_t *list);

/*
 * Adds a value.
 */
static inline struct node *list_add(list_t *list, int value, compare_fn cmp)
{
	struct node *n = malloc(sizeof *n);
	if (!n || !list)
		return NULL;
	else if (value < 0 && cmp) {
		goto fail;
	} else {
		for (int i = 0; i < LIMIT; i++) {
			while (n->next)
				n = n->next;
		}
	}
	switch (value) {
	case 1:
	case 2:
		printf("%d\n", value);
		break;
	default:
		do { value--; } while (value > 0);
	}
	list->head = value ? n : NULL;
	return cmp(n, list) ? n : list_add(list, 1, cmp);
fail:
	return NULL;
}

#ifdef DEBUG
void dump(char *argv[], unsigned long (*f)(int), ...) {
	(*f)(1);
}
#else
void dump(void) {}
#endif

int
main(int argc, char **argv)
{
	return 0;
}
