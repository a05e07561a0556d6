// The part of tree-sitter's C interface (api.h, ABI 14) that flatten.c uses.
// The binding compiles the runtime into the program but does not install its
// header where cgo could include it. The functions are weak because cgo links
// every package for itself first, where the binding's objects are missing.

#ifndef CODEWORM_FLATTEN_H
#define CODEWORM_FLATTEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct { uint32_t context[4]; const void *id; const void *tree; } TSNode;
typedef struct { const void *tree; const void *id; uint32_t context[3]; } TSTreeCursor;

#define CW_RUNTIME extern __attribute__((weak))
CW_RUNTIME TSTreeCursor ts_tree_cursor_new(TSNode);
CW_RUNTIME void ts_tree_cursor_delete(TSTreeCursor *);
CW_RUNTIME TSNode ts_tree_cursor_current_node(const TSTreeCursor *);
CW_RUNTIME uint16_t ts_tree_cursor_current_field_id(const TSTreeCursor *);
CW_RUNTIME bool ts_tree_cursor_goto_first_child(TSTreeCursor *);
CW_RUNTIME bool ts_tree_cursor_goto_next_sibling(TSTreeCursor *);
CW_RUNTIME bool ts_tree_cursor_goto_parent(TSTreeCursor *);
CW_RUNTIME uint32_t ts_node_start_byte(TSNode);
CW_RUNTIME uint32_t ts_node_end_byte(TSNode);
CW_RUNTIME uint16_t ts_node_symbol(TSNode);
CW_RUNTIME bool ts_node_is_named(TSNode);
CW_RUNTIME bool ts_node_is_missing(TSNode);
CW_RUNTIME bool ts_node_is_extra(TSNode);
CW_RUNTIME uint32_t ts_node_descendant_count(TSNode);

// cw_node is tree.Node.
typedef struct {
  uint32_t start, end;
  uint32_t parent;
  uint32_t next;
  uint32_t prev;
  uint16_t symbol, field;
  uint8_t flags;
} cw_node;

enum { CW_NAMED = 1, CW_MISSING = 2, CW_EXTRA = 4 };

int64_t cw_thread_time(void);
bool cw_linked(void);
uint32_t cw_count(TSNode root);
uint32_t cw_flatten(TSNode root, cw_node *out, uint32_t room, uint32_t max_depth, bool *cut);

#endif
