; Everything is a call: what it means follows from the name of what is called.

(source (call
  target: (identifier) @_module
  (do_block . (unary_operator operand: (call target: (identifier) @_doc (arguments (string) @doc)))))
  (#eq? @_module "defmodule") (#eq? @_doc "moduledoc"))
(unary_operator
  operator: "@"
  operand: (call target: (identifier) @_doc (arguments (string)))
  (#any-of? @_doc "doc" "typedoc")) @doc.before
(unary_operator
  operator: "@"
  operand: (call target: (identifier) @_attribute)
  (#any-of? @_attribute "spec" "impl" "deprecated" "since" "tag" "dialyzer")) @attribute

; Definitions

(call target: (identifier) @_module (arguments . (alias) @name) (do_block) @body
  (#eq? @_module "defmodule")) @definition.module
(call target: (identifier) @_protocol (arguments . (alias) @name) (do_block) @body
  (#eq? @_protocol "defprotocol")) @definition.interface
(call
  target: (identifier) @_impl
  (arguments . (alias) (keywords (pair key: (keyword) @_for value: (alias) @name)))
  (do_block) @body
  (#eq? @_impl "defimpl") (#match? @_for "^for:")) @definition.impl

(call
  target: (identifier) @_macro
  (arguments . [
    (call target: (identifier) @name (arguments)? @parameters)
    (binary_operator left: (call target: (identifier) @name (arguments)? @parameters) operator: "when")
  ])
  (do_block)? @body
  (#any-of? @_macro "defmacro" "defmacrop" "defguard" "defguardp")) @definition.macro
(call
  target: (identifier) @_def
  (arguments . [
    (call target: (identifier) @name (arguments)? @parameters)
    (identifier) @name
    (binary_operator left: (call target: (identifier) @name (arguments)? @parameters) operator: "when")
    (binary_operator left: (identifier) @name operator: "when")
  ])
  (do_block)? @body
  (#any-of? @_def "def" "defp" "defdelegate" "defn" "defnp")) @definition.function
(call
  target: (identifier) @_def
  (arguments . (binary_operator
    left: (identifier) operator: ["+" "-" "*" "/" "<>" "++" "--" "|>" "==" "<" ">" "&&&" "|||" "~>" "<~" "<~>"] @name
    right: (identifier)) @parameters)
  (do_block)? @body
  (#any-of? @_def "def" "defp")) @definition.function
(call target: (identifier) @_test (arguments . (string) @name) (do_block) @body
  (#eq? @_test "test")) @definition.function

; References

(call target: (identifier) @name
  (#not-any-of? @name "def" "defp" "defmodule" "defmacro" "defmacrop" "defprotocol" "defimpl" "defstruct" "defguard"
    "defguardp" "defdelegate" "use" "import" "alias" "require" "if" "unless" "case" "cond" "with" "for" "try" "receive"
    "quote" "unquote" "raise" "test" "describe" "spec" "doc" "moduledoc" "type" "impl" "fn")) @reference.call
(call target: (dot left: (_) @qualifier right: (identifier) @name)) @reference.call
(struct (alias) @name) @reference.type

; What decides

(call target: (identifier) @_if (do_block) (#any-of? @_if "if" "unless" "for")) @decision @structure
(call target: (identifier) @_match (do_block) (#any-of? @_match "case" "cond" "with" "receive")) @structure
(do_block (stab_clause) @decision)
(rescue_block (stab_clause) @decision)
(catch_block (stab_clause) @decision)
(else_block (stab_clause) @decision)

; Imports

(call target: (identifier) @_import (arguments . (alias) @import.path .)
  (#any-of? @_import "alias" "import" "require" "use")) @import
(call target: (identifier) @_import (arguments . (alias) @import.path
    (keywords (pair key: (keyword) @_as value: (alias) @import.name)))
  (#any-of? @_import "alias" "import" "require") (#match? @_as "^as:")) @import
(call target: (identifier) @_import (arguments . (alias) @import.path
    (keywords (pair key: (keyword) @_only)))
  (#any-of? @_import "import" "use") (#not-match? @_only "^as:")) @import
(call target: (identifier) @_import (arguments . (dot left: (alias) @import.path right: (tuple (alias) @import.path)))
  (#eq? @_import "alias")) @import
