; Definitions

(function_statement name: [(identifier) (function_name)] @name (parameter_list)? @parameters (function_body)? @body) @definition.function
(variable_declaration
  name: (variable_declarator) @name
  value: (function (parameter_list)? @parameters (function_body)? @body)) @definition.function
(field
  name: (identifier) @name
  value: (function (parameter_list)? @parameters (function_body)? @body)) @definition.method
(variable_declaration
  name: (variable_declarator . (identifier) @name .)
  value: (tableconstructor (fieldlist (field value: (function)))) @body) @definition.object

; References

(function_call prefix: (identifier) @name . (function_call_paren) (#not-eq? @name "require")) @reference.call
(function_call prefix: (identifier) @qualifier . prefix: "." . prefix: (identifier) @name . (function_call_paren)) @reference.call
(function_call prefix: (_) @qualifier . (self_call_colon) . (identifier) @name) @reference.call

; Imports

(variable_declaration
  name: (variable_declarator (identifier) @import.name)
  value: (function_call prefix: (identifier) @_require args: [
    (function_arguments (string) @import.path)
    (string_argument) @import.path
  ])
  (#eq? @_require "require")) @import
