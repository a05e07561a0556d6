; Definitions

(file (module_declaration) . (block_comment) @doc)

(file (value_declaration
  functionDeclarationLeft: (function_declaration_left (lower_case_identifier) @name pattern: (_)? @parameter)
  body: (_) @body) @definition.function)
(let_in_expr valueDeclaration: (value_declaration
  functionDeclarationLeft: (function_declaration_left (lower_case_identifier) @name pattern: (_) @parameter)
  body: (_) @body) @definition.function)
(port_annotation name: (_) @name) @definition.function
(type_declaration name: (_) @name) @definition.enum
(type_alias_declaration name: (_) @name) @definition.type

; References

(function_call_expr target: (value_expr name: (value_qid (lower_case_identifier) @name .))) @reference.call
(function_call_expr target: (value_expr
  name: (value_qid (upper_case_identifier) @qualifier (lower_case_identifier) @name .))) @reference.call
(type_ref (upper_case_qid (upper_case_identifier) @name .)) @reference.type

; Operators are functions: only these decide whether the right side is evaluated.
(operator (operator_identifier) @logical (#any-of? @logical "&&" "||"))

(case_of_branch pattern: (pattern (anything_pattern)) @default)

; Imports

(import_clause moduleName: (_) @import.path asClause: (as_clause name: (_) @import.name)) @import
(import_clause moduleName: (_) @import.path !asClause) @import
(import_clause moduleName: (_) @import.path exposing: (exposing_list [
  (exposed_type (upper_case_identifier) @import.name)
  (exposed_value) @import.name
])) @import
