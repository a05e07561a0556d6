#include "flatten.h"

#ifdef _WIN32
#include <windows.h>
#else
#include <time.h>
#endif

// cw_thread_time is the processor time of the calling thread in nanoseconds, or -1.
int64_t cw_thread_time(void) {
#ifdef _WIN32
  FILETIME created, ended, kernel, user;
  if (!GetThreadTimes(GetCurrentThread(), &created, &ended, &kernel, &user)) return -1;
  int64_t k = ((int64_t)kernel.dwHighDateTime << 32) | kernel.dwLowDateTime;
  int64_t u = ((int64_t)user.dwHighDateTime << 32) | user.dwLowDateTime;
  return (k + u) * 100;
#else
  struct timespec t;
  if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t) != 0) return -1;
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
#endif
}

bool cw_linked(void) {
  return ts_tree_cursor_new && ts_tree_cursor_delete && ts_tree_cursor_current_node &&
         ts_tree_cursor_current_field_id && ts_tree_cursor_goto_first_child &&
         ts_tree_cursor_goto_next_sibling && ts_tree_cursor_goto_parent && ts_node_start_byte &&
         ts_node_end_byte && ts_node_symbol && ts_node_is_named && ts_node_is_missing &&
         ts_node_is_extra && ts_node_descendant_count;
}

uint32_t cw_count(TSNode root) { return ts_node_descendant_count(root); }

// cw_flatten writes the tree in preorder and returns the number of nodes. It
// leaves out what lies deeper than max_depth, or finds no room, and sets *cut.
uint32_t cw_flatten(TSNode root, cw_node *out, uint32_t room, uint32_t max_depth, bool *cut) {
  uint32_t count = 0, depth = 0, parent = 0, prev = 0;
  TSTreeCursor cursor = ts_tree_cursor_new(root);
  for (;;) {
    if (count == room) {
      *cut = true;
      break;
    }
    TSNode node = ts_tree_cursor_current_node(&cursor);
    cw_node *o = &out[count];
    o->start = ts_node_start_byte(node);
    o->end = ts_node_end_byte(node);
    o->parent = parent;
    o->prev = prev;
    o->next = count + 1;
    o->symbol = ts_node_symbol(node);
    o->field = ts_tree_cursor_current_field_id(&cursor);
    o->flags = (ts_node_is_named(node) ? CW_NAMED : 0) | (ts_node_is_missing(node) ? CW_MISSING : 0) |
               (ts_node_is_extra(node) ? CW_EXTRA : 0);
    uint32_t here = count++;
    if (ts_tree_cursor_goto_first_child(&cursor)) {
      if (depth < max_depth) {
        depth++;
        parent = here;
        prev = 0;
        continue;
      }
      *cut = true;
      ts_tree_cursor_goto_parent(&cursor);
    }
    prev = here;
    while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
      if (depth == 0 || !ts_tree_cursor_goto_parent(&cursor)) goto done;
      depth--;
      out[parent].next = count;
      prev = parent;
      parent = out[parent].parent;
    }
  }
done:
  // Nodes that are still open when room ran out end where the array ends.
  while (depth > 0) {
    depth--;
    out[parent].next = count;
    parent = out[parent].parent;
  }
  ts_tree_cursor_delete(&cursor);
  return count;
}
