; Definitions

(source_file (comment) @doc . (package_clause))

(function_declaration name: (identifier) @name) @definition.function

(method_declaration
  receiver: (parameter_list (parameter_declaration type: [
    (type_identifier) @scope
    (generic_type type: (type_identifier) @scope)
    (pointer_type (type_identifier) @scope)
    (pointer_type (generic_type type: (type_identifier) @scope))
    (parenthesized_type (_) @scope)
  ]))
  name: (field_identifier) @name) @definition.method

(method_elem name: (field_identifier) @name) @definition.method

(type_spec name: (type_identifier) @name
  type: (struct_type (field_declaration_list) @body)) @definition.struct
(type_spec name: (type_identifier) @name type: (interface_type "{" @body)) @definition.interface
(type_spec name: (type_identifier) @name) @definition.type
(type_alias name: (type_identifier) @name) @definition.type

; A function bound to a name at the top of a file.
(source_file (var_declaration
  (var_spec
    name: (identifier) @name
    value: (expression_list .
      (func_literal parameters: (_) @parameters result: (_)? @result body: (_) @body) .)) @definition.function))
(source_file (var_declaration (var_spec_list
  (var_spec
    name: (identifier) @name
    value: (expression_list .
      (func_literal parameters: (_) @parameters result: (_)? @result body: (_) @body) .)) @definition.function)))

; References

(call_expression function: (identifier) @name
  (#not-any-of? @name "append" "cap" "clear" "close" "copy" "delete" "len" "make" "max" "min" "new" "panic" "print"
    "println" "recover" "string" "int" "byte" "uint8" "uint16" "uint32" "uint64" "int8" "int16" "int32" "int64" "uint"
    "uintptr" "float32" "float64" "rune" "bool" "complex" "real" "imag")) @reference.call
(call_expression function: (selector_expression operand: (_) @qualifier field: (field_identifier) @name)) @reference.call
(call_expression function: (parenthesized_expression (identifier) @name)) @reference.call
(call_expression function: (index_expression operand: (identifier) @name)) @reference.call
(call_expression function: (index_expression operand:
  (selector_expression operand: (_) @qualifier field: (field_identifier) @name))) @reference.call

((type_identifier) @name @reference.type
  (#not-any-of? @name "any" "bool" "byte" "comparable" "complex128" "complex64" "error" "float32" "float64" "int"
    "int16" "int32" "int64" "int8" "rune" "string" "uint" "uint16" "uint32" "uint64" "uint8" "uintptr"))
(qualified_type package: (_) @qualifier name: (type_identifier) @name) @reference.type

; Values: what is named and called elsewhere, unless the function binds the name itself

(argument_list (identifier) @name @reference.value)
(argument_list (selector_expression operand: (_) @qualifier field: (field_identifier) @name)) @reference.value
(keyed_element (literal_element (identifier) @name) .) @reference.value
(keyed_element (literal_element (selector_expression operand: (_) @qualifier field: (field_identifier) @name)) .) @reference.value
(literal_value (literal_element (identifier) @name)) @reference.value
(literal_value (literal_element (selector_expression operand: (_) @qualifier field: (field_identifier) @name))) @reference.value
(assignment_statement right: (expression_list (identifier) @name)) @reference.value
(assignment_statement right: (expression_list (selector_expression operand: (_) @qualifier field: (field_identifier) @name))) @reference.value
(short_var_declaration right: (expression_list (identifier) @name)) @reference.value
(short_var_declaration right: (expression_list (selector_expression operand: (_) @qualifier field: (field_identifier) @name))) @reference.value
(var_spec value: (expression_list (identifier) @name)) @reference.value
(return_statement (expression_list (identifier) @name)) @reference.value
(return_statement (expression_list (selector_expression operand: (_) @qualifier field: (field_identifier) @name))) @reference.value

(short_var_declaration left: (expression_list (identifier) @local))
(range_clause left: (expression_list (identifier) @local))
(receive_statement left: (expression_list (identifier) @local))
(type_switch_statement alias: (expression_list (identifier) @local))
(var_spec name: (identifier) @local)
(const_spec name: (identifier) @local)
(parameter_declaration name: (identifier) @local)
(variadic_parameter_declaration name: (identifier) @local)

; Imports

(import_spec name: [(package_identifier) (blank_identifier)] @import.name path: (_) @import.path) @import
(import_spec !name path: (_) @import.path) @import
(import_spec name: (dot) @import.name path: (_) @import.path) @import
