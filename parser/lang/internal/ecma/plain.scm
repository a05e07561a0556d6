; What only JavaScript has.

(field_definition
  property: (_) @name
  value: [
    (arrow_function parameter: (_)? @parameters parameters: (_)? @parameters body: (_) @body)
    (function_expression parameters: (_) @parameters body: (_) @body)
  ]) @definition.method

(class_heritage (identifier) @name) @reference.type
(class_heritage (member_expression object: (_) @qualifier property: (_) @name)) @reference.type

(formal_parameters [(identifier) @local (assignment_pattern left: (identifier) @local) (rest_pattern (identifier) @local)])
