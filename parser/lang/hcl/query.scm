; Definitions: the blocks at the top of a file. Their names are Terraform's addresses.

(config_file (body (block
  (identifier) @_type . (string_lit) @name . (string_lit) @name (body)? @body
  (#eq? @_type "resource")) @definition.resource))
(config_file (body (block
  (identifier) @name . (string_lit) @name . (string_lit) @name (body)? @body) @definition.resource))
(config_file (body (block
  (identifier) @name . (string_lit) @name . (block_start) (body)? @body) @definition.resource))
(config_file (body (block
  (identifier) @name . (block_start) (body)? @body) @definition.resource))

; References

(function_call (identifier) @name) @reference.call
(expression (variable_expr (identifier) @qualifier) . (get_attr (identifier) @name)) @reference.type

; Imports

(block
  (identifier) @_module
  (body (attribute (identifier) @_source (expression (literal_value (string_lit) @import.path))))
  (#eq? @_module "module") (#eq? @_source "source")) @import
