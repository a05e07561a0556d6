; Definitions

(module . (expression_statement . (string) @doc))

(class_definition
  name: (identifier) @name
  body: (block . (expression_statement . (string) @doc)?)) @definition.class

(function_definition
  name: (identifier) @name
  body: (block . (expression_statement . (string) @doc)?)) @definition.function

(type_alias_statement . (type (identifier) @name)) @definition.type

; A lambda bound to a name at the top of a module or in a class.
(module (expression_statement
  (assignment
    left: (identifier) @name
    right: (lambda parameters: (_)? @parameters body: (_) @body)) @definition.function))
(class_definition body: (block (expression_statement
  (assignment
    left: (identifier) @name
    right: (lambda parameters: (_)? @parameters body: (_) @body)) @definition.function)))

; References

(call function: (identifier) @name) @reference.call
(call function: (attribute object: (_) @qualifier attribute: (identifier) @name)) @reference.call
(decorator (identifier) @name) @reference.call
(decorator (attribute object: (_) @qualifier attribute: (identifier) @name)) @reference.call

(class_definition superclasses: (argument_list (identifier) @name)) @reference.type
(class_definition superclasses: (argument_list
  (attribute object: (_) @qualifier attribute: (identifier) @name))) @reference.type
(type (identifier) @name) @reference.type
(type (attribute object: (_) @qualifier attribute: (identifier) @name)) @reference.type
(type (subscript value: (identifier) @name)) @reference.type
(type (binary_operator (identifier) @name)) @reference.type
(generic_type (identifier) @name) @reference.type
(except_clause (identifier) @name) @reference.type
(except_clause (as_pattern (identifier) @name)) @reference.type
(except_clause (as_pattern (tuple (identifier) @name))) @reference.type
(except_clause (tuple (identifier) @name)) @reference.type

; Values: what is named and called elsewhere, unless the function binds the name itself

(call arguments: (argument_list (identifier) @name)) @reference.value
(call arguments: (argument_list (attribute object: (_) @qualifier attribute: (identifier) @name))) @reference.value
(keyword_argument value: (identifier) @name) @reference.value
(keyword_argument value: (attribute object: (_) @qualifier attribute: (identifier) @name)) @reference.value
(default_parameter value: (identifier) @name) @reference.value
(pair value: (identifier) @name) @reference.value
(pair value: (attribute object: (_) @qualifier attribute: (identifier) @name)) @reference.value
(list (identifier) @name) @reference.value
(tuple (identifier) @name) @reference.value
(set (identifier) @name) @reference.value
(assignment right: (identifier) @name) @reference.value
(assignment right: (attribute object: (_) @qualifier attribute: (identifier) @name)) @reference.value
(return_statement (identifier) @name) @reference.value
(return_statement (attribute object: (_) @qualifier attribute: (identifier) @name)) @reference.value

(assignment left: [(identifier) @local (pattern_list (identifier) @local) (tuple_pattern (identifier) @local)])
(augmented_assignment left: (identifier) @local)
(named_expression name: (identifier) @local)
(for_statement left: [(identifier) @local (pattern_list (identifier) @local) (tuple_pattern (identifier) @local)])
(for_in_clause left: [(identifier) @local (pattern_list (identifier) @local) (tuple_pattern (identifier) @local)])
(as_pattern alias: (as_pattern_target (identifier) @local))
(parameters [(identifier) @local (typed_parameter (identifier) @local)])
(parameters (list_splat_pattern (identifier) @local))
(parameters (dictionary_splat_pattern (identifier) @local))
(default_parameter name: (identifier) @local)
(typed_default_parameter name: (identifier) @local)
(lambda_parameters (identifier) @local)

; Imports

(import_statement name: (dotted_name) @import.path) @import
(import_statement name: (aliased_import name: (_) @import.path alias: (_) @import.name)) @import
(import_from_statement module_name: (_) @import.path name: (dotted_name) @import.name) @import
(import_from_statement module_name: (_) @import.path
  name: (aliased_import alias: (_) @import.name)) @import
(import_from_statement module_name: (_) @import.path (wildcard_import) @import.name) @import
(future_import_statement "__future__" @import.path name: (_) @import.name) @import
