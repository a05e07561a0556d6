; Definitions

(function_definition name: (_) @name) @definition.function

; References. Built-in commands are left out.

(command name: (command_name (word) @name)
  (#not-any-of? @name "." ":" "[" "alias" "break" "builtin" "cd" "command" "continue" "declare" "echo" "eval" "exec"
    "exit" "export" "false" "getopts" "hash" "local" "popd" "printf" "pushd" "pwd" "read" "readonly" "return" "set"
    "shift" "shopt" "source" "test" "trap" "true" "type" "typeset" "ulimit" "umask" "unset" "wait")) @reference.call

(case_item value: (_) @default (#eq? @default "*"))

; Imports

(command name: (command_name (word) @_source) argument: (_) @import.path (#any-of? @_source "source" ".")) @import
