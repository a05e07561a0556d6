; Definitions

(module name: (_) @name) @definition.module
(class name: (_) @name) @definition.class
(method name: (_) @name) @definition.function
(singleton_method name: (_) @name) @definition.method

; Point = Struct.new(...) do ... end
(assignment
  left: (constant) @name
  right: (call
    receiver: (constant) @_class
    method: (identifier) @_new
    block: [(do_block) (block)] @body)
  (#any-of? @_class "Struct" "Class" "Data" "Module")
  (#any-of? @_new "new" "define")) @definition.class

; A lambda bound to a name at the top of a file or in a class.
(program (assignment
  left: [(identifier) (constant)] @name
  right: (lambda parameters: (_)? @parameters body: (_) @body)) @definition.function)
(class body: (body_statement (assignment
  left: [(identifier) (constant)] @name
  right: (lambda parameters: (_)? @parameters body: (_) @body)) @definition.function))

; References

(call !receiver method: (identifier) @name
  (#not-any-of? @name "require" "require_relative" "raise" "puts" "attr_reader" "attr_writer" "attr_accessor"
    "include" "extend" "prepend" "private" "protected" "public" "private_constant" "module_function")) @reference.call
(call receiver: (_) @qualifier method: (identifier) @name (#not-eq? @name "new")) @reference.call
(call receiver: (constant) @name method: (identifier) @_new (#eq? @_new "new")) @reference.call
(call receiver: (scope_resolution scope: (_) @qualifier name: (constant) @name)
  method: (identifier) @_new (#eq? @_new "new")) @reference.call

(superclass (constant) @name) @reference.type
(superclass (scope_resolution scope: (_) @qualifier name: (constant) @name)) @reference.type
(call !receiver method: (identifier) @_mixin arguments: (argument_list (constant) @name)
  (#any-of? @_mixin "include" "extend" "prepend")) @reference.type
(exceptions (constant) @name) @reference.type
(exceptions (scope_resolution scope: (_) @qualifier name: (constant) @name)) @reference.type
(scope_resolution scope: (_) @qualifier name: (constant) @name) @reference.type

; Imports

(call !receiver method: (identifier) @_require arguments: (argument_list . (string (string_content) @import.path))
  (#any-of? @_require "require" "require_relative" "load")) @import
