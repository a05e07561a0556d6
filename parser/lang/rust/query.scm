; Definitions

(source_file . (line_comment inner: (_)) @doc)
(source_file . (block_comment inner: (_)) @doc)

(function_item name: (_) @name) @definition.function
(function_signature_item name: (_) @name) @definition.function
(struct_item name: (_) @name) @definition.struct
(enum_item name: (_) @name) @definition.enum
(union_item name: (_) @name) @definition.union
(trait_item name: (_) @name) @definition.trait
(type_item name: (_) @name) @definition.type
(mod_item name: (_) @name body: (_)) @definition.module
(macro_definition name: (_) @name ["{" "(" "["] @body) @definition.macro

(impl_item type: (generic_type type: (_) @name) body: (_)) @definition.impl
(impl_item type: (_) @name body: (_)) @definition.impl

; References

(call_expression function: (identifier) @name) @reference.call
(call_expression function: (scoped_identifier path: (_) @qualifier name: (_) @name)) @reference.call
(call_expression function: (field_expression value: (_) @qualifier field: (field_identifier) @name)) @reference.call
(call_expression function: (generic_function function: (identifier) @name)) @reference.call
(call_expression function: (generic_function
  function: (scoped_identifier path: (_) @qualifier name: (_) @name))) @reference.call
(call_expression function: (generic_function
  function: (field_expression value: (_) @qualifier field: (field_identifier) @name))) @reference.call
(macro_invocation macro: (identifier) @name) @reference.call
(macro_invocation macro: (scoped_identifier path: (_) @qualifier name: (_) @name)) @reference.call

((type_identifier) @name @reference.type (#not-eq? @name "Self"))
(scoped_type_identifier path: (_) @qualifier name: (_) @name) @reference.type

; Imports. Lists nest: the groups around a name are found by their field "path".

(use_declaration argument: (identifier) @import.name) @import
(use_declaration argument: (scoped_identifier path: (_) @import.path name: (_) @import.name)) @import
(use_list [(identifier) (self)] @import.name) @import
(use_list (scoped_identifier path: (_) @import.path name: (_) @import.name)) @import
(use_as_clause path: (_) @import.path alias: (_) @import.name) @import
(use_wildcard (_) @import.path) @import
(extern_crate_declaration name: (_) @import.name) @import
