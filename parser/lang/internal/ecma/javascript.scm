; What JavaScript and TypeScript have in common.

; Functions with a name of their own

(function_declaration name: (_) @name) @definition.function
(generator_function_declaration name: (_) @name) @definition.function
(method_definition ["get" "set"] name: (_) @name) @definition.property
(method_definition name: (_) @name) @definition.method

; Functions bound to a name

(variable_declarator
  name: (identifier) @name
  value: (arrow_function parameter: (_)? @parameters parameters: (_)? @parameters body: (_) @body)) @definition.function
(variable_declarator
  name: (identifier) @name
  value: [
    (function_expression parameters: (_) @parameters body: (_) @body)
    (generator_function parameters: (_) @parameters body: (_) @body)
  ]) @definition.function

; Functions that are wrapped before they are bound: components of React, handlers, what is called at most so often.
; What a function is given to that returns something else, such as map, is no definition.
(variable_declarator
  name: (identifier) @name
  value: (call_expression
      function: [(identifier) (member_expression) (call_expression)] @_wrapper
      arguments: (arguments . [
      (arrow_function parameter: (_)? @parameters parameters: (_)? @parameters body: (_) @body)
      (function_expression parameters: (_) @parameters body: (_) @body)
    ]))
  (#match? @_wrapper "^(?:[A-Za-z_$][A-Za-z0-9_$]*[.])?(?:memo|forwardRef|observer|connect|with[A-Z][A-Za-z0-9]*|asyncHandler|catchAsync|debounce|throttle|memoize|once)(?:[(<]|$)")) @definition.function
(variable_declarator
  name: (identifier) @name
  value: (call_expression
    function: [(identifier) (member_expression)] @_outer
    arguments: (arguments . (call_expression
      function: [(identifier) (member_expression) (call_expression)] @_wrapper
      arguments: (arguments . [
      (arrow_function parameter: (_)? @parameters parameters: (_)? @parameters body: (_) @body)
      (function_expression parameters: (_) @parameters body: (_) @body)
    ]))))
  (#match? @_outer "^(?:[A-Za-z_$][A-Za-z0-9_$]*[.])?(?:memo|forwardRef|observer|with[A-Z][A-Za-z0-9]*)$")
  (#match? @_wrapper "^(?:[A-Za-z_$][A-Za-z0-9_$]*[.])?(?:memo|forwardRef|observer|connect|with[A-Z][A-Za-z0-9]*|asyncHandler|catchAsync|debounce|throttle|memoize|once)(?:[(<]|$)")) @definition.function
(export_statement value: (call_expression
  function: [(identifier) (member_expression) (call_expression)] @_wrapper
  arguments: (arguments . (function_expression name: (_) @name parameters: (_) @parameters body: (_) @body)))
  (#match? @_wrapper "^(?:[A-Za-z_$][A-Za-z0-9_$]*[.])?(?:memo|forwardRef|observer|connect|with[A-Z][A-Za-z0-9]*|asyncHandler|catchAsync|debounce|throttle|memoize|once)(?:[(<]|$)")) @definition.function
(export_statement "default" @name value: (call_expression
  function: [(identifier) (member_expression) (call_expression)] @_wrapper
  arguments: (arguments . (arrow_function parameter: (_)? @parameters parameters: (_)? @parameters body: (_) @body)))
  (#match? @_wrapper "^(?:[A-Za-z_$][A-Za-z0-9_$]*[.])?(?:memo|forwardRef|observer|connect|with[A-Z][A-Za-z0-9]*|asyncHandler|catchAsync|debounce|throttle|memoize|once)(?:[(<]|$)")) @definition.function

(pair
  key: (_) @name
  value: (arrow_function parameter: (_)? @parameters parameters: (_)? @parameters body: (_) @body)) @definition.method
(pair
  key: (_) @name
  value: [
    (function_expression parameters: (_) @parameters body: (_) @body)
    (generator_function parameters: (_) @parameters body: (_) @body)
  ]) @definition.method

; module.exports = function () {}
(assignment_expression
  left: (member_expression object: (identifier) @_module property: (property_identifier) @_exports)
  right: [
    (function_expression name: (_) @name parameters: (_) @parameters body: (_) @body)
    (generator_function name: (_) @name parameters: (_) @parameters body: (_) @body)
  ]
  (#eq? @_module "module") (#eq? @_exports "exports")) @definition.function
(assignment_expression
  left: (member_expression object: (identifier) @_module property: (property_identifier) @name)
  right: [
    (arrow_function parameter: (_)? @parameters parameters: (_)? @parameters body: (_) @body)
    (function_expression !name parameters: (_) @parameters body: (_) @body)
    (generator_function !name parameters: (_) @parameters body: (_) @body)
  ]
  (#eq? @_module "module") (#eq? @name "exports")) @definition.function
; exports.f = ..., module.exports.f = ...
(assignment_expression
  left: (member_expression object: (_) @_exports property: (property_identifier) @name)
  right: [
    (arrow_function parameter: (_)? @parameters parameters: (_)? @parameters body: (_) @body)
    (function_expression parameters: (_) @parameters body: (_) @body)
    (generator_function parameters: (_) @parameters body: (_) @body)
  ]
  (#any-of? @_exports "exports" "module.exports")) @definition.function
; C.prototype.f = ...
(assignment_expression
  left: (member_expression
    object: (member_expression object: (_) @scope property: (property_identifier) @_prototype)
    property: (property_identifier) @name)
  right: [
    (arrow_function parameter: (_)? @parameters parameters: (_)? @parameters body: (_) @body)
    (function_expression parameters: (_) @parameters body: (_) @body)
    (generator_function parameters: (_) @parameters body: (_) @body)
  ]
  (#eq? @_prototype "prototype")) @definition.method
; o.f = ...
(assignment_expression
  left: (member_expression object: (_) @scope property: (property_identifier) @name)
  right: [
    (arrow_function parameter: (_)? @parameters parameters: (_)? @parameters body: (_) @body)
    (function_expression parameters: (_) @parameters body: (_) @body)
    (generator_function parameters: (_) @parameters body: (_) @body)
  ]) @definition.method
; f = ...
(assignment_expression
  left: (identifier) @name
  right: [
    (arrow_function parameter: (_)? @parameters parameters: (_)? @parameters body: (_) @body)
    (function_expression parameters: (_) @parameters body: (_) @body)
    (generator_function parameters: (_) @parameters body: (_) @body)
  ]) @definition.function

; export default () => ...
(export_statement "default" @name
  value: [
    (arrow_function parameter: (_)? @parameters parameters: (_)? @parameters body: (_) @body)
    (function_expression !name parameters: (_) @parameters body: (_) @body)
    (generator_function !name parameters: (_) @parameters body: (_) @body)
  ]) @definition.function
(export_statement value: [
  (function_expression name: (_) @name parameters: (_) @parameters body: (_) @body)
  (generator_function name: (_) @name parameters: (_) @parameters body: (_) @body)
]) @definition.function

; Classes, and objects that have methods

(class_declaration name: (_) @name) @definition.class
(variable_declarator name: (identifier) @name value: (class body: (_) @body)) @definition.class
(assignment_expression left: (identifier) @name right: (class body: (_) @body)) @definition.class
(assignment_expression left: (member_expression) right: (class name: (_) @name body: (_) @body)) @definition.class
(assignment_expression
  left: (member_expression property: (property_identifier) @name) right: (class !name body: (_) @body)) @definition.class
(export_statement "default" @name value: (class !name body: (_) @body)) @definition.class
(export_statement value: (class name: (_) @name body: (_) @body)) @definition.class

(variable_declarator
  name: (identifier) @name
  value: (object [
    (method_definition)
    (pair value: [(arrow_function) (function_expression) (generator_function)])
  ]) @body) @definition.object

; References

(call_expression function: (identifier) @name (#not-any-of? @name "require" "import")) @reference.call
(call_expression function: (member_expression object: (_) @qualifier property: (_) @name)) @reference.call
(new_expression constructor: (identifier) @name) @reference.call
(new_expression constructor: (member_expression object: (_) @qualifier property: (_) @name)) @reference.call
(decorator (identifier) @name) @reference.call

; Values: what is named and called elsewhere, unless the function binds the name itself

(arguments (identifier) @name) @reference.value
(arguments (member_expression object: (_) @qualifier property: (property_identifier) @name)) @reference.value
(pair value: (identifier) @name) @reference.value
(pair value: (member_expression object: (_) @qualifier property: (property_identifier) @name)) @reference.value
(object (shorthand_property_identifier) @name) @reference.value
(array (identifier) @name) @reference.value
(assignment_expression right: (identifier) @name) @reference.value
(assignment_expression right: (member_expression object: (_) @qualifier property: (property_identifier) @name)) @reference.value
(variable_declarator value: (identifier) @name) @reference.value
(return_statement (identifier) @name) @reference.value

(variable_declarator name: (identifier) @local)
(object_pattern (shorthand_property_identifier_pattern) @local)
(array_pattern (identifier) @local)
(pair_pattern value: (identifier) @local)
(arrow_function parameter: (identifier) @local)
(catch_clause parameter: (identifier) @local)
(for_in_statement left: (identifier) @local)

; Imports

(import_statement (import_clause (identifier) @import.name) source: (_) @import.path) @import
(import_statement (import_clause (namespace_import (identifier) @import.name)) source: (_) @import.path) @import
(import_statement
  (import_clause (named_imports (import_specifier !alias name: (_) @import.name)))
  source: (_) @import.path) @import
(import_statement
  (import_clause (named_imports (import_specifier alias: (_) @import.name)))
  source: (_) @import.path) @import
(import_statement source: (_) @import.path) @import
(export_statement source: (_) @import.path) @import
(variable_declarator
  name: (identifier) @import.name
  value: (call_expression
    function: (identifier) @_require
    arguments: (arguments . (string) @import.path))
  (#eq? @_require "require")) @import
(variable_declarator
  name: (object_pattern [
    (shorthand_property_identifier_pattern) @import.name
    (pair_pattern value: (identifier) @import.name)
  ])
  value: (call_expression
    function: (identifier) @_require
    arguments: (arguments . (string) @import.path))
  (#eq? @_require "require")) @import
