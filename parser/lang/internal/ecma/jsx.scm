; What JavaScript and TSX have.

(jsx_opening_element name: (identifier) @name (#match? @name "^[A-Z]")) @reference.call
(jsx_self_closing_element name: (identifier) @name (#match? @name "^[A-Z]")) @reference.call
(jsx_opening_element name: (member_expression object: (_) @qualifier property: (_) @name)) @reference.call
(jsx_self_closing_element name: (member_expression object: (_) @qualifier property: (_) @name)) @reference.call

(jsx_attribute (jsx_expression (identifier) @name)) @reference.value
(jsx_attribute (jsx_expression (member_expression object: (_) @qualifier property: (property_identifier) @name))) @reference.value
